#include "src/cli/options/watch_options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <utility>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/cli/options/concurrency_options.h"
#include "src/cli/options/limit_options.h"
#include "src/cli/options/network_options.h"
#include "src/cli/options/output_options.h"
#include "src/cli/options/retry_options.h"
#include "src/cli/options/time_options.h"
#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kWatchGroup = "Watch";

// From one round to the next a connection lies idle, and libcurl's own limit is what it trusts that
// routers and servers bear.
constexpr std::chrono::seconds kMostIdle{118};
constexpr std::chrono::seconds kLongestRoundToWaitFor{15};

std::optional<std::uint64_t> row(const std::string& text) {
  const auto count = parse_count(text);
  return count && *count >= 1 ? count : std::nullopt;
}

/// Less than that would be a loop that never waits.
std::optional<Duration> interval(const std::string& text) {
  const auto time = parse_duration(text);
  return time && *time >= std::chrono::milliseconds(10) ? time : std::nullopt;
}

std::chrono::seconds idle_time(Duration every) {
  return std::min(std::chrono::ceil<std::chrono::seconds>(every) + kLongestRoundToWaitFor,
                  kMostIdle);
}

Request own_network(const std::string& url) {
  Request request = make_request(url);
  if (!names_url(url) || request.bad) {
    throw UsageError(
        "--own-network: " + (request.bad ? request.bad->message : excerpt(url, 60) + " is no URL") +
        "; expected one such as https://example.com/");
  }
  return request;
}

void add_hook(CLI::App& app, WatchSettings& given) {
  add_list(
      app, "--on-change", given.on_change,
      "Run this for each change, one at a time, with the change as JSON on its standard input; "
      "no shell. All that follows is the command")
      ->type_name("CMD ARG...")
      ->group(kWatchGroup);
  add_time(app, "--on-change-timeout", given.on_change_timeout, "Kill a command that takes longer")
      ->group(kWatchGroup);
}

}  // namespace

std::string hint_of_swallowed_list(const WatchSettings& settings) {
  const auto& inputs = settings.fetch.inputs;
  const bool is_named = !inputs.empty() && (inputs.size() > 1 || inputs.front() != "-");
  if (is_named || settings.on_change.size() < 2) return {};
  return "; all that follows --on-change CMD is its arguments: the list stands before it\n"
         "  urlfan watch urls.txt --on-change " +
         excerpt(settings.on_change.front(), 60);
}

void WatchOptions::add_to(CLI::App& app) {
  Settings& fetch = given_.fetch;
  input_.add_to(app, fetch);
  add_own(app);
  add_concurrency_options(app, fetch);
  add_time_options(app, fetch.client, fetch.run);
  add_retry_options(app, fetch.run);
  request_.add_to(app, fetch);
  add_network_options(app, fetch.client);
  checks_.add_to(app);
  add_limit_options(app, fetch.client);
  add_shown_options(app, fetch.run);
  talk_.add_to(app, fetch.talk);
  app.add_option("--config", given_.config, "Read options from this TOML file")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->configurable(false);
}

void WatchOptions::add_own(CLI::App& app) {
  add_value(app, "--every", given_.every, interval, "a time of 10ms at least, such as 30s",
            "From the begin of a round to that of the next")
      ->type_name("TIME")
      ->default_str("30s")
      ->group(kWatchGroup);
  add_value(app, "--down-after", given_.health.down_after, row, "a number from 1 up",
            "Failures in a row that make a service down")
      ->type_name("N")
      ->default_str(std::to_string(given_.health.down_after))
      ->group(kWatchGroup);
  add_value(app, "--up-after", given_.health.up_after, row, "a number from 1 up",
            "Successes in a row that make it up again")
      ->type_name("N")
      ->default_str(std::to_string(given_.health.up_after))
      ->group(kWatchGroup);
  app.add_option("--own-network", own_network_,
                 "While this URL fails, too, no service is called down for it")
      ->type_name("URL")
      ->check(must_not_be_empty())
      ->group(kWatchGroup);
  add_choice<bool>(app, "--show", given_.show_all, {{"changes", false}, {"all", true}},
                   "What is written: changes, or each result and each round as well")
      ->group(kWatchGroup);
  const auto known_address = [](const std::string& text) {
    const auto address = listen_address(text);
    return address && address->ends_with(":0") ? std::nullopt : address;
  };
  add_value(app, "--listen", given_.listen, known_address,
            "an address and a port, such as 127.0.0.1:9115 or [::1]:9115",
            "Answer Prometheus at http://ADDRESS:PORT/metrics")
      ->type_name("ADDRESS:PORT")
      ->group(kWatchGroup);
  add_hook(app, given_);
}

void WatchOptions::complete(CLI::App& app) {
  Settings& fetch = given_.fetch;
  sources_.take_environment(app);
  if (!given_.config.empty()) {
    sources_.take_config(app, given_.config, secret_environment(fetch.secrets), *fetch.secrets);
  }
  OptionSources::require_compatible(app);
}

WatchSettings WatchOptions::settings() {
  try {
    return understood();
  } catch (const UsageError& error) {
    throw UsageError(sources_.with_place(error.what()));
  }
}

WatchSettings WatchOptions::understood() {
  WatchSettings settings = std::move(given_);
  Settings& fetch = settings.fetch;
  if (!settings.config.empty()) fetch.files_read.push_back(settings.config);
  fetch.warnings = sources_.warnings();
  fetch.rules.variables = secret_environment(fetch.secrets);
  if (const auto hint = hint_of_swallowed_list(settings);
      fetch.inputs.empty() && !hint.empty() && isatty(STDIN_FILENO) == 1) {
    throw UsageError("no list" + hint);
  }
  input_.complete(fetch, "urlfan watch");
  fetch.rules.checks = checks_.complete();
  request_.complete(fetch);
  complete_limit_options(fetch);
  complete_network_options(fetch);
  complete_concurrency_options(fetch);
  talk_.complete(fetch.talk);
  fetch.client.max_idle_time = idle_time(settings.every);
  if (!own_network_.empty()) settings.own_network = own_network(own_network_);
  return settings;
}

}  // namespace urlfan
