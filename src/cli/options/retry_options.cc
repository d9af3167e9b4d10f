#include "src/cli/options/retry_options.h"

#include <CLI/CLI.hpp>
#include <string>

#include "src/check/status_check.h"
#include "src/cli/options/values.h"

namespace urlfan {

CLI::Option* add_retry_options(CLI::App& app, RunConfig& run) {
  RetryPolicy& retry = run.retry;
  const char* group = "Retries";
  auto* retries =
      app.add_option("--retries", retry.retries,
                     "Attempts after the first, for failures that may pass: connections, "
                     "timeouts, and the statuses of --retry-status")
          ->type_name("N")
          ->check(CLI::Range(0U, kMostRetries).description(""))
          ->capture_default_str()
          ->group(group);
  add_time(app, "--retry-wait", retry.wait,
           "A random part of this goes by before the first retry, of twice as much before the "
           "next, and so on")
      ->group(group);
  add_time(app, "--retry-max-wait", retry.max_wait,
           "The longest wait, also where a server asks for more by Retry-After")
      ->group(group);
  app.add_option_function<std::string>(
         "--retry-status",
         [&retry](const std::string& text) {
           as_in_list([&] { retry.statuses = status_value("--retry-status", text); });
         },
         "Statuses that may pass, where they are not expected "
         "[408,425,429,500,502,503,504,522,524]")
      ->type_name("SET")
      ->check(must_not_be_empty())
      ->group(group);
  app.add_flag("--retry-all-methods", retry.all_methods,
               "Retry POST and PATCH as well, which may then happen twice")
      ->group(group);
  return retries;
}

void add_wait_options(CLI::App& app, RunConfig& run, CLI::Option& retries) {
  const char* group = "Waiting";
  auto* wait_for = add_time(app, "--wait-for", run.wait_for,
                            "Try each line, whatever its failure, until it passes or this time is "
                            "over; in place of retries. The list must have an end")
                       ->group(group);
  retries.excludes(wait_for);
  add_time(app, "--interval", run.interval, "From a failure to the next attempt, with --wait-for")
      ->group(group);
}

}  // namespace urlfan
