#ifndef URLFAN_TESTS_BENCH_SIMULATION_H_
#define URLFAN_TESTS_BENCH_SIMULATION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "urlfan/client_config.h"
#include "urlfan/clock.h"

namespace urlfan {

/// A list as the scheduler sees it: which line goes to which host, and how long it takes there.
struct SimulatedList {
  /// Names, each once.
  std::vector<std::string> hosts;
  /// Of each line the place of its host in `hosts`.
  std::vector<std::uint32_t> lines;
  /// What exchanges may take; never empty. See latency_of().
  std::vector<Duration> latencies;
};

/// What a line takes: one of the list's latencies, by chance, and the same one each time that it is
/// asked for, so that it does not depend on the shards.
Duration latency_of(const SimulatedList& list, std::size_t line) noexcept;

/// The host that has the most to do, and how long that takes at least, whatever the shards.
struct BusiestHost {
  std::string name;
  std::size_t lines = 0;
  Duration takes{0};
};
BusiestHost busiest_host(const SimulatedList& list, const ClientConfig& config);

/// What became of one shard.
struct SimulatedShard {
  std::uint64_t lines = 0;
  Duration wall{0};
  /// Names that were looked up, each as often as it was.
  std::uint64_t lookups = 0;
};

/// Fetches the list in simulated time, as `shards` processes that each have their part of the hosts
/// (shard_of_host): by the coordinator, the run and the scheduler that urlfan has, over a network
/// that answers each line after its latency, at most after RunConfig::timeout, and each name after
/// `lookup`. Machines are as fast as you like: no CPU, no bandwidth is in it. Returns the shards in
/// their order. Throws std::logic_error when a line is not answered.
std::vector<SimulatedShard> simulate(const SimulatedList& list, const ClientConfig& config,
                                     Duration lookup, std::uint64_t shards);

}  // namespace urlfan

#endif  // URLFAN_TESTS_BENCH_SIMULATION_H_
