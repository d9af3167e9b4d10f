#include "src/cli/options/serve_options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/cli/options/concurrency_options.h"
#include "src/cli/options/limit_options.h"
#include "src/cli/options/network_options.h"
#include "src/cli/options/output_options.h"
#include "src/cli/options/request_options.h"
#include "src/cli/options/retry_options.h"
#include "src/cli/options/time_options.h"
#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kEntranceGroup = "Entrance";
constexpr const char* kServeGroup = "Serve";
constexpr const char* kQuotaGroup = "Quotas";

// A body is held in memory, and what it means takes several times as much.
constexpr std::uint64_t kLargestBody = std::uint64_t{256} << 20U;

std::optional<std::uint64_t> positive(const std::string& text) {
  const auto count = parse_count(text);
  return count && *count >= 1 && *count <= 1'000'000'000 ? count : std::nullopt;
}

std::optional<std::uint64_t> body_size(const std::string& text) {
  const auto size = parse_size(text);
  return size && *size >= 1 && *size <= kLargestBody ? size : std::nullopt;
}

std::string host_name(const std::string& text) {
  const bool sound = !text.empty() && text.find_first_of(":/@ ") == std::string::npos;
  if (!sound) {
    throw UsageError("--allow-host " + excerpt(text, 60) +
                     ": expected a name without a scheme and a port, such as urlfan.example.com");
  }
  return lower_case(text);
}

std::string variable_name(const std::string& text) {
  const bool sound = !text.empty() && text.find_first_of("=${} ") == std::string::npos;
  if (sound) return text;
  throw UsageError("--allow-env " + excerpt(text, 60) +
                   ": expected the name of a variable alone, such as API_TOKEN");
}

}  // namespace

void ServeOptions::add_to(CLI::App& app) {
  Settings& fetch = given_.fetch;
  add_entrance(app);
  add_state(app);
  add_limits(app);
  add_concurrency_options(app, fetch);
  add_time_options(app, fetch.client, fetch.run);
  add_retry_options(app, fetch.run);
  add_protocol_options(app, fetch.client);
  add_network_options(app, fetch.client);
  add_size_limits(app, fetch.client);
  add_shown_options(app, fetch.run);
  talk_.add_to(app, fetch.talk);
  app.get_option("--verbose")->description("On standard error a line for every answer");
  app.add_option("--config", config_, "Read options from this TOML file")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->configurable(false);
}

void ServeOptions::add_entrance(CLI::App& app) {
  auto* listen = add_value(app, "--listen", given_.listen, listen_address,
                           "an address and a port, such as 127.0.0.1:8080 or [::1]:8080",
                           "Listen there; port 0 is one that is free, which is told")
                     ->type_name("ADDRESS:PORT")
                     ->default_str(given_.listen)
                     ->group(kEntranceGroup);
  app.add_option("--unix", given_.unix_socket,
                 "Listen at this socket, which is its owner's alone (0600), so that nobody needs a "
                 "token")
      ->type_name("PATH")
      ->check(must_not_be_empty())
      ->excludes(listen)
      ->group(kEntranceGroup);
  app.add_flag("--no-token", no_token_, "Let in whoever can connect, without a token")
      ->group(kEntranceGroup);
  add_each(
      app, "--allow-host",
      [this](const std::string& text) { given_.hosts.push_back(host_name(text)); },
      "A name that Host may have, beside addresses and localhost: that of a proxy in front. May "
      "stand several times")
      ->type_name("NAME")
      ->group(kEntranceGroup);
  app.add_flag("--allow-private", allow_private_,
               "Fetch from private addresses as well: this machine, private networks, link-local "
               "addresses and the like")
      ->group(kEntranceGroup);
  add_each(
      app, "--allow-env",
      [this](const std::string& text) { given_.variables.push_back(variable_name(text)); },
      "Schedules may name this variable of the environment, as ${NAME}. May stand several times")
      ->type_name("NAME")
      ->group(kEntranceGroup);
}

void ServeOptions::add_state(CLI::App& app) {
  app.add_option("--state", given_.state_file,
                 "Keep runs, results and schedules in this file; the token is in a file beside it "
                 "[urlfan/serve.db in $XDG_STATE_HOME or ~/.local/state]")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->group(kServeGroup);
  add_time(app, "--keep", given_.keep, "Forget runs that ended so long ago")
      ->default_str("7d")
      ->group(kServeGroup);
  add_time(app, "--grace", given_.grace,
           "After SIGTERM, let what is under way go on for so long; the rest is cancelled")
      ->group(kServeGroup);
  app.add_flag("--seed-endpoint", given_.has_seed,
               "Answer GET /concurrent_requests/?url=...&url=... as well")
      ->group(kServeGroup);
  add_time(app, "--deadline", given_.deadline, "Of a call of /v1/fetch that says none")
      ->group(kServeGroup);
  add_time(app, "--max-deadline", given_.most_deadline, "The most that such a call may say")
      ->group(kServeGroup);
}

void ServeOptions::add_limits(CLI::App& app) {
  const auto add_count = [&app](const char* name, auto& place, const char* help) {
    add_value(app, name, place, positive, "a number from 1 up", help)
        ->type_name("N")
        ->default_str(std::to_string(place))
        ->group(kQuotaGroup);
  };
  add_count("--max-runs", given_.most_runs, "Runs at once; the others wait");
  add_count("--max-queue", given_.most_waiting,
            "Runs that wait, and calls of /v1/fetch at once; more are sent away with 503");
  add_count("--max-requests", given_.most_requests, "Requests of one run or call");
  add_count("--max-results", given_.most_results,
            "Results that are kept; the oldest runs go first");
  add_value(app, "--max-request-body", given_.most_body, body_size, "a size from 1 to 256M",
            "Bytes of the body of a request to this server")
      ->type_name("SIZE")
      ->default_str(size_text(given_.most_body))
      ->group(kQuotaGroup);
}

void ServeOptions::complete(CLI::App& app) {
  Settings& fetch = given_.fetch;
  sources_.take_environment(app);
  if (!config_.empty()) {
    sources_.take_config(app, config_, secret_environment(fetch.secrets), *fetch.secrets);
  }
  OptionSources::require_compatible(app);
}

ServeSettings ServeOptions::settings() {
  try {
    return understood();
  } catch (const UsageError& error) {
    throw UsageError(sources_.with_place(error.what()));
  }
}

ServeSettings ServeOptions::understood() {
  ServeSettings settings = std::move(given_);
  Settings& fetch = settings.fetch;
  fetch.warnings = sources_.warnings();
  settings.needs_token = !no_token_ && settings.unix_socket.empty();
  ClientConfig& client = fetch.client;
  client.deny_private = !allow_private_;
  const bool has_way = (client.proxy && !client.proxy->empty()) || !client.unix_socket.empty();
  if (client.deny_private && has_way) {
    throw UsageError(
        "--proxy and --unix-socket may lead to private addresses, which nobody could see: add "
        "--allow-private, or leave them out");
  }
  if (settings.deadline > settings.most_deadline) {
    throw UsageError("--deadline is longer than --max-deadline; expected at most that");
  }
  complete_network_options(fetch);
  complete_concurrency_options(fetch);
  talk_.complete(fetch.talk);
  return settings;
}

}  // namespace urlfan
