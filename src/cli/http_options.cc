#include "src/cli/http_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "src/base/did_you_mean.h"
#include "src/base/text.h"
#include "src/cli/option_sources.h"
#include "src/cli/options/check_options.h"
#include "src/cli/options/concurrency_options.h"
#include "src/cli/options/input_options.h"
#include "src/cli/options/network_options.h"
#include "src/cli/options/output_options.h"
#include "src/cli/options/request_options.h"
#include "src/cli/options/retry_options.h"
#include "src/cli/options/time_options.h"
#include "src/cli/options/verdict_options.h"
#include "src/cli/settings.h"
#include "src/model/line_problem.h"
#include "src/serve/problem.h"

namespace urlfan {
namespace {

/// Those that may be said from afar, beside all checks.
constexpr std::array<std::string_view, 29> kAllowed{
    "timeout",      "connect-timeout", "deadline",      "retries",  "retry-wait",
    "retry-status", "retry-max-wait",  "wait-for",      "interval", "retry-all-methods",
    "concurrency",  "method",          "head",          "header",   "data",
    "user",         "cookie",          "oauth2-bearer", "follow",   "max-redirs",
    "body",         "headers",         "hash",          "base-url", "default-scheme",
    "fail-on",      "max-fail",        "max-latency",   "fail-fast"};

constexpr const char* kGroupOfChecks = "Checks";

/// All that a list can be told, in one tree.
class Tree {
 public:
  explicit Tree(RunConfig run) {
    settings_.run = std::move(run);
    const auto keep_body = settings_.run.keep_body;
    urls_.add_urls(app_);
    add_concurrency_options(app_, settings_);
    add_time_options(app_, settings_.client, settings_.run);
    add_deadline(app_, settings_.run);
    auto* retries = add_retry_options(app_, settings_.run);
    add_wait_options(app_, settings_.run, *retries);
    request_.add_to(app_, settings_);
    // Only to be refused by their names.
    add_network_options(app_, settings_.client);
    checks_.add_to(app_);
    add_shown_options(app_, settings_.run);
    settings_.run.keep_body = keep_body;
    std::string& baseline = baseline_;
    add_verdict_options(app_, settings_.run.tolerance, baseline, "");
    add_fail_fast(app_, settings_.run);
  }

  void give(const NamedOption& option) {
    auto* found = app_.get_option_no_throw("--" + option.name);
    if (found == nullptr) refuse_unknown(option.name);
    const bool is_check = found->get_group() == kGroupOfChecks;
    if (!is_check && std::find(kAllowed.begin(), kAllowed.end(), option.name) == kAllowed.end()) {
      throw UsageError("is nothing to be said over HTTP: it is the server's own");
    }
    const bool is_list = found->get_expected_max() >= CLI::detail::expected_max_vector_size;
    if (!is_list && option.values.size() != 1) throw UsageError("has several values; expected one");
    for (const auto& value : option.values) require_no_file(option.name, value);
    give_option(*found, option.name, option.values);
  }

  RunOptions understood() {
    OptionSources::require_compatible(app_);
    urls_.complete_urls(settings_);
    settings_.rules.checks = checks_.complete();
    request_.complete(settings_);
    if (settings_.concurrency_typed) settings_.run.concurrency = settings_.client.concurrency;
    return {.run = std::move(settings_.run), .rules = std::move(settings_.rules)};
  }

 private:
  static void require_no_file(const std::string& name, const std::string& value) {
    const bool is_file = ((name == "header" || name == "data") && value.starts_with('@')) ||
                         (name == "cookie" && value.find('=') == std::string::npos);
    if (is_file) throw UsageError("names a file, which nothing over HTTP may do");
  }

  [[noreturn]] void refuse_unknown(const std::string& name) const {
    std::vector<std::string> names(kAllowed.begin(), kAllowed.end());
    for (const auto* option : app_.get_options()) {
      if (option->get_group() != kGroupOfChecks) continue;
      for (const auto& each : option->get_lnames()) names.push_back(each);
    }
    throw UsageError("is no option; " +
                     suggestion(name, std::vector<std::string_view>(names.begin(), names.end())) +
                     "expected one of urlfan --help, without its dashes");
  }

  Settings settings_;
  InputOptions urls_;
  RequestOptions request_;
  CheckOptions checks_;
  std::string baseline_;
  CLI::App app_;
};

}  // namespace

RunOptions HttpOptions::read(const std::vector<NamedOption>& options) {
  if (!of_last_ || options != last_) {
    of_last_.reset();
    of_last_ = understood(options);
    last_ = options;
  }
  return *of_last_;
}

RunOptions HttpOptions::understood(const std::vector<NamedOption>& options) const {
  const auto refuse = [](const std::string& name, const std::string& why) {
    const std::string place = name.empty() ? "options: " : "options." + excerpt(name, 40) + " ";
    throw ProblemError(400, place + printable(why));
  };
  Tree tree(run_);
  for (const auto& option : options) {
    try {
      tree.give(option);
    } catch (const CLI::ParseError& error) {
      refuse(option.name, std::string("is not valid: ") + error.what());
    } catch (const UsageError& error) {
      refuse(option.name, error.what());
    } catch (const LineProblem& problem) {
      refuse(option.name, "is not valid: " + problem.why);
    }
  }
  try {
    return tree.understood();
  } catch (const UsageError& error) {
    refuse("", error.what());
  } catch (const LineProblem& problem) {
    refuse("", problem.why);
  }
  return {};
}

}  // namespace urlfan
