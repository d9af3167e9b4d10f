#include "tests/bench/fleet_model.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/output/result_json.h"
#include "tests/support/requests.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::fleet_model_test {
namespace {

using testing::Each;
using testing::ElementsAre;

std::vector<std::size_t> lines_by_host(const SimulatedList& list) {
  std::vector<std::size_t> counts(list.hosts.size());
  for (const auto host : list.lines) ++counts[host];
  return counts;
}

TEST(FleetModel, WithoutAnExponentEachHostHasItsTurn) {
  SimulatedList list;
  make_list(list, 9, 3, {});
  EXPECT_THAT(list.lines, ElementsAre(0, 1, 2, 0, 1, 2, 0, 1, 2));
  EXPECT_THAT(list.hosts, ElementsAre("0.example", "1.example", "2.example"));
}

TEST(FleetModel, WithAnExponentAHostComesAsOftenAsItsRankSays) {
  SimulatedList list;
  make_list(list, 110'000, 4, 1.0);  // 1/1 + 1/2 + 1/3 + 1/4 = 25/12
  auto counts = lines_by_host(list);
  std::sort(counts.rbegin(), counts.rend());
  EXPECT_NEAR(static_cast<double>(counts[0]), 52'800, 1000);
  EXPECT_NEAR(static_cast<double>(counts[1]), 26'400, 1000);
  EXPECT_NEAR(static_cast<double>(counts[3]), 13'200, 1000);
}

TEST(FleetModel, TheSameListEachTime) {
  SimulatedList one;
  SimulatedList other;
  make_list(one, 1000, 50, 1.0);
  make_list(other, 1000, 50, 1.0);
  EXPECT_EQ(one.lines, other.lines);
}

TEST(FleetModel, GroupedAHostComesOnceWithAllItsLines) {
  SimulatedList list;
  make_list(list, 6, 3, {});
  group_by_host(list);
  EXPECT_THAT(list.lines, ElementsAre(0, 0, 1, 1, 2, 2));
}

TEST(FleetModel, ReadsListsAsUrlfanDoes) {
  const TemporaryFolder folder;
  SimulatedList list;
  read_list(list, folder.write("list",
                               "# a comment\nhttps://a.test/1 status=200\nhttp://B.test:8080/\n"
                               "not a URL at all\nPOST http://a.test/2\nhttp://[::1]/\n"));
  EXPECT_THAT(list.hosts, ElementsAre("a.test", "b.test", "::1")) << "names, as shards go by";
  EXPECT_THAT(list.lines, ElementsAre(0, 1, 0, 2));
}

TEST(FleetModel, AFileWithoutAUrlIsNoList) {
  const TemporaryFolder folder;
  SimulatedList list;
  EXPECT_THROW(read_list(list, folder.write("list", "# nothing\n")), std::invalid_argument);
}

TEST(FleetModel, LatenciesHaveTheirMedianAndP99) {
  auto latencies = log_normal(ms(150), ms(3000));
  std::sort(latencies.begin(), latencies.end());
  const auto at = [&latencies](double part) {
    const auto place = static_cast<std::size_t>(part * static_cast<double>(latencies.size()));
    return static_cast<double>(latencies[place].count()) / 1000;
  };
  EXPECT_NEAR(at(0.5), 150, 5);
  EXPECT_NEAR(at(0.99), 3000, 200);
}

TEST(FleetModel, WithoutASpreadAllLatenciesAreTheMedian) {
  EXPECT_THAT(log_normal(ms(20), ms(20)), Each(ms(20)));
}

TEST(FleetModel, LatenciesAreThoseOfEarlierResults) {
  const TemporaryFolder folder;
  const std::string file =
      folder.write("results", to_json(passed()) + "\n" + to_json(unreadable(1)) + "\n" +
                                  to_json(passed(2)) + "\n");
  EXPECT_THAT(read_latencies(file), ElementsAre(Duration(12'500), Duration(12'500)));
}

TEST(FleetModel, ResultsWithoutATimeAreNoDistribution) {
  const TemporaryFolder folder;
  EXPECT_THROW(read_latencies(folder.write("empty", "")), std::invalid_argument);
}

}  // namespace
}  // namespace urlfan::fleet_model_test
