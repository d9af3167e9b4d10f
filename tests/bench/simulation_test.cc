#include "tests/bench/simulation.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/requests.h"
#include "urlfan/client_config.h"
#include "urlfan/clock.h"
#include "urlfan/run_config.h"

namespace urlfan::simulation_test {
namespace {

SimulatedList list_of(std::uint32_t hosts, std::uint32_t lines_of_each,
                      std::vector<Duration> latencies = {ms(10)}) {
  SimulatedList list;
  for (std::uint32_t host = 0; host < hosts; ++host) {
    list.hosts.push_back("h" + std::to_string(host) + ".example");
    list.lines.insert(list.lines.end(), lines_of_each, host);
  }
  list.latencies = std::move(latencies);
  return list;
}

ClientConfig limits(std::size_t concurrency, std::size_t per_host) {
  ClientConfig config;
  config.concurrency = concurrency;
  config.per_host = per_host;
  return config;
}

Duration wall_of_one(const SimulatedList& list, const ClientConfig& config, Duration lookup = {}) {
  return simulate(list, config, lookup, 1).front().wall;
}

TEST(Simulation, LinesOfAHostThatIsAskedOneByOneTakeTheirSum) {
  EXPECT_EQ(wall_of_one(list_of(1, 100), limits(100, 1)), ms(1000));
}

TEST(Simulation, AsManyAtATimeAsTheHostAllows) {
  EXPECT_EQ(wall_of_one(list_of(1, 100), limits(100, 10)), ms(100));
}

TEST(Simulation, AsManyAtATimeAsAllHostsMayHave) {
  EXPECT_EQ(wall_of_one(list_of(50, 2), limits(20, 10)), ms(50));
}

TEST(Simulation, ALookupComesBeforeTheFirstLineOfAHost) {
  const auto fleet = simulate(list_of(1, 100), limits(100, 1), ms(50), 1);
  EXPECT_EQ(fleet.front().wall, ms(1050));
  EXPECT_EQ(fleet.front().lookups, 1U);
}

TEST(Simulation, AnExchangeEndsWithTheTimeoutAtTheLatest) {
  EXPECT_EQ(wall_of_one(list_of(1, 1, {std::chrono::hours(1)}), limits(1, 1)), RunConfig().timeout);
}

TEST(Simulation, AShardHasAllLinesOfItsHostsAndOnlyThose) {
  const auto fleet = simulate(list_of(20, 10), limits(100, 1), Duration(0), 7);
  ASSERT_EQ(fleet.size(), 7U);
  std::uint64_t lines = 0;
  for (const auto& shard : fleet) {
    EXPECT_EQ(shard.lines % 10, 0U);
    EXPECT_EQ(shard.lookups, shard.lines / 10);
    EXPECT_EQ(shard.wall, shard.lines == 0 ? ms(0) : ms(100))
        << "its hosts at once, each one by one";
    lines += shard.lines;
  }
  EXPECT_EQ(lines, 200U);
}

TEST(Simulation, ALineTakesTheSameHoweverManyShardsThereAre) {
  const SimulatedList list = list_of(20, 10, {ms(1), ms(20), ms(300)});
  Duration all{0};
  for (const auto& shard : simulate(list, limits(1, 1), Duration(0), 5)) all += shard.wall;
  EXPECT_EQ(all, wall_of_one(list, limits(1, 1)));
}

TEST(Simulation, TheBusiestHostIsWhatNoFleetIsFasterThan) {
  SimulatedList list = list_of(3, 10);
  list.lines.insert(list.lines.end(), 90, 1);
  const ClientConfig config = limits(100, 5);
  const BusiestHost busiest = busiest_host(list, config);
  EXPECT_EQ(busiest.name, "h1.example");
  EXPECT_EQ(busiest.lines, 100U);
  EXPECT_EQ(busiest.takes, ms(200));
  EXPECT_EQ(wall_of_one(list, config), busiest.takes);
}

TEST(Simulation, ARateOfTheBusiestHostHoldsItBack) {
  ClientConfig config = limits(100, 10);
  config.host_rate = 2;
  EXPECT_EQ(busiest_host(list_of(1, 11), config).takes, ms(5000));
  EXPECT_EQ(wall_of_one(list_of(1, 11), config), ms(5010));
}

}  // namespace
}  // namespace urlfan::simulation_test
