// How long a fleet of urlfan processes takes, before there is one: fetches a list in simulated
// time, as 1, 2, 4 ... shards, by the scheduler that urlfan has. docs/scale.md says what it is good
// for.
//
//   fleet --lines 1000000 --hosts 20000 --zipf 1 --median 150ms --p99 3s
//   fleet --list urls.txt --latencies sample.ndjson -c 200 --shards 1,2,8
//
// One row a number of shards: how long the longest shard takes and the mean of all, the one through
// the other (skew), how much faster that is than the first row, the lines of the shard that has
// most, names looked up, and how many of them in a second by the shard that has most of that.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "src/base/units.h"
#include "src/cli/options/values.h"
#include "tests/bench/fleet_model.h"
#include "tests/bench/simulation.h"
#include "urlfan/client_config.h"

namespace {

struct Options {
  std::string list;
  std::uint64_t lines = 1'000'000;
  std::uint32_t hosts = 20'000;
  std::optional<double> zipf;
  bool grouped = false;
  std::string latencies;
  urlfan::Duration median = std::chrono::milliseconds(150);
  urlfan::Duration p99 = std::chrono::seconds(3);
  urlfan::Duration lookup{0};
  urlfan::ClientConfig client;
  std::vector<std::uint64_t> shards = {1, 2, 4, 8, 16, 32, 64};
};

void declare(CLI::App& app, Options& options) {
  auto* list = app.add_option("--list", options.list, "Lines and hosts are those of this list");
  app.add_option("--lines", options.lines, "Lines of a list that is made up")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000'000))
      ->excludes(list);
  app.add_option("--hosts", options.hosts, "Hosts of it")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000))
      ->excludes(list);
  app.add_option("--zipf", options.zipf,
                 "Hosts by chance, the one of rank r as often as 1/r^S [evenly, in turns]")
      ->type_name("S")
      ->check(CLI::Range(0.0, 10.0))
      ->excludes(list);
  app.add_flag("--grouped", options.grouped, "One host after the other, as in a sorted list");
  auto* latencies = app.add_option("--latencies", options.latencies,
                                   "A line takes what one of these results took (ndjson)");
  urlfan::add_time(app, "--median", options.median, "Half of the lines take longer")
      ->excludes(latencies);
  urlfan::add_time(app, "--p99", options.p99, "One line in a hundred takes longer")
      ->excludes(latencies);
  urlfan::add_time(app, "--lookup", options.lookup, "What the lookup of a name takes [nothing]");
  options.client.per_host = 10;
  app.add_option("-c,--concurrency", options.client.concurrency, "As urlfan has it")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--per-host", options.client.per_host, "As urlfan has it")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000));
  urlfan::add_value(app, "--host-rate", options.client.host_rate, urlfan::parse_rate,
                    urlfan::kRateForm, "As urlfan has it");
  app.add_option("--shards", options.shards, "Numbers of shards, with commas")
      ->delimiter(',')
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
}

urlfan::SimulatedList list_of(const Options& options) {
  urlfan::SimulatedList list;
  if (options.list.empty()) {
    urlfan::make_list(list, options.lines, options.hosts, options.zipf);
  } else {
    urlfan::read_list(list, options.list);
  }
  if (options.grouped) urlfan::group_by_host(list);
  list.latencies = options.latencies.empty() ? urlfan::log_normal(options.median, options.p99)
                                             : urlfan::read_latencies(options.latencies);
  return list;
}

double seconds(urlfan::Duration time) { return std::chrono::duration<double>(time).count(); }

/// What one fleet came to.
struct Row {
  std::uint64_t shards = 0;
  double longest = 0;
  double mean = 0;
  std::uint64_t most_lines = 0;
  std::uint64_t lookups = 0;
  double most_lookups_a_second = 0;
};

Row row_of(const std::vector<urlfan::SimulatedShard>& fleet) {
  Row row{.shards = fleet.size()};
  for (const auto& shard : fleet) {
    const double wall = seconds(shard.wall);
    row.longest = std::max(row.longest, wall);
    row.mean += wall / static_cast<double>(fleet.size());
    row.most_lines = std::max(row.most_lines, shard.lines);
    row.lookups += shard.lookups;
    if (wall == 0) continue;
    row.most_lookups_a_second =
        std::max(row.most_lookups_a_second, static_cast<double>(shard.lookups) / wall);
  }
  return row;
}

void simulate_all(const Options& options) {
  const urlfan::SimulatedList list = list_of(options);
  const auto busiest = urlfan::busiest_host(list, options.client);
  std::printf("%zu lines, %zu hosts; %s has %zu lines, which take %.3f s at least\n",
              list.lines.size(), list.hosts.size(), busiest.name.c_str(), busiest.lines,
              seconds(busiest.takes));
  std::printf("%6s %12s %12s %6s %7s %12s %12s %9s\n", "shards", "makespan_s", "mean_s", "skew",
              "faster", "most_lines", "lookups", "lookups/s");
  std::optional<double> first;
  for (const auto shards : options.shards) {
    const Row row = row_of(urlfan::simulate(list, options.client, options.lookup, shards));
    if (!first) first = row.longest;
    std::printf("%6ju %12.3f %12.3f %6.2f %7.2f %12ju %12ju %9.1f\n",
                static_cast<std::uintmax_t>(row.shards), row.longest, row.mean,
                row.longest / row.mean, *first / row.longest,
                static_cast<std::uintmax_t>(row.most_lines),
                static_cast<std::uintmax_t>(row.lookups), row.most_lookups_a_second);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  CLI::App app("Simulates a fleet of urlfan processes that share a list.", "fleet");
  declare(app, options);
  CLI11_PARSE(app, count, arguments);
  try {
    simulate_all(options);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fleet: %s\n", error.what());
    return 1;
  }
}
