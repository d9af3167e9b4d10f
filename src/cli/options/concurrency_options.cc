#include "src/cli/options/concurrency_options.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "src/base/units.h"
#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kConcurrencyGroup = "Concurrency";

/// 0 is chosen from the CPUs.
std::optional<std::size_t> thread_count(const std::string& text) {
  if (text == "auto") return 0;
  const auto count = parse_size(text);
  return count && *count >= 1 && *count <= 256 ? count : std::nullopt;
}

void add_rate(CLI::App& app, const char* name, std::optional<double>& rate, const char* help) {
  add_value(app, name, rate, parse_rate, kRateForm, help)
      ->type_name("N/s")
      ->group(kConcurrencyGroup);
}

}  // namespace

void add_concurrency_options(CLI::App& app, Settings& settings) {
  ClientConfig& client = settings.client;
  app.add_option("-c,--concurrency", client.concurrency, "Requests in flight")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->each([&settings](const std::string&) { settings.concurrency_typed = true; })
      ->capture_default_str()
      ->group(kConcurrencyGroup);
  client.per_host = 10;  // of a list, which names one host many times; the library has no limit
  app.add_option("--per-host", client.per_host,
                 "Requests in flight to one host (scheme, name and port); 0 lifts the limit")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000).description(""))
      ->capture_default_str()
      ->group(kConcurrencyGroup);
  add_value(app, "--threads", client.threads, thread_count, "auto or a number from 1 to 256",
            "Threads that move bytes, at most")
      ->type_name("auto|N")
      ->default_str("auto")
      ->group(kConcurrencyGroup);
  add_rate(app, "--rate", client.rate, "Requests a second over all, evenly spaced [no limit]");
  add_rate(app, "--host-rate", client.host_rate, "Requests a second to one host [no limit]");
}

void complete_concurrency_options(Settings& settings) {
  const Capacity there = capacity(settings.run.save_dir.empty() ? 0 : 1);
  ClientConfig& client = settings.client;
  client.lookups = std::min(client.lookups, there.lookups);
  const std::size_t possible = there.transfers;
  const std::size_t wanted = client.concurrency;
  if (wanted > possible) {
    client.concurrency = possible;
    settings.warnings.push_back("--concurrency " + std::to_string(wanted) + " is cut to " +
                                std::to_string(possible) +
                                " by the limit of open files; raise it with `ulimit -n`");
  }
  client.max_idle = there.connections - std::min(there.connections, client.concurrency);
}

}  // namespace urlfan
