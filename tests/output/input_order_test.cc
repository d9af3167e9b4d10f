#include "src/output/input_order.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "tests/support/recording_sink.h"
#include "tests/support/results.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::uint64_t> indices(const RecordingSink& sink) {
  std::vector<std::uint64_t> all;
  for (const auto& result : sink.results) all.push_back(result.index);
  return all;
}

TEST(InputOrder, PassesResultsOnInTheOrderOfTheList) {
  RecordingSink next;
  InputOrder order(next);
  for (const std::uint64_t index : {2U, 0U, 3U, 1U, 5U, 4U}) order.write(passed(index));
  EXPECT_THAT(indices(next), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(InputOrder, AResultWhoseTurnItIsGoesOnAtOnce) {
  RecordingSink next;
  InputOrder order(next);
  order.write(passed(0));
  EXPECT_THAT(indices(next), ElementsAre(0));
  order.write(passed(2));
  EXPECT_THAT(indices(next), ElementsAre(0));
  order.write(passed(1));
  EXPECT_THAT(indices(next), ElementsAre(0, 1, 2));
}

TEST(InputOrder, EveryOrderOfFiveComesOutRight) {
  std::vector<std::uint64_t> arrival(5);
  std::iota(arrival.begin(), arrival.end(), 0U);
  do {
    RecordingSink next;
    InputOrder order(next);
    for (const auto index : arrival) order.write(passed(index));
    ASSERT_THAT(indices(next), ElementsAre(0, 1, 2, 3, 4));
    ASSERT_EQ(order.backlog().bytes, 0U);
  } while (std::next_permutation(arrival.begin(), arrival.end()));
}

TEST(InputOrder, TheBacklogIsWhatIsHeldAndForWhichLine) {
  RecordingSink next;
  InputOrder order(next);
  EXPECT_EQ(order.backlog().bytes, 0U);
  order.write(passed(0));
  Result large = passed(2);
  large.response.body = std::string(100'000, 'x');
  order.write(large);
  EXPECT_EQ(order.backlog().waiting_for, 1U);
  const std::size_t one = order.backlog().bytes;
  EXPECT_GE(one, 100'000U);
  EXPECT_LT(one, 110'000U);
  order.write(large = [] {
    Result result = passed(3);
    result.error = make_error(ErrorCode::internal, std::string(50'000, 'e'));
    return result;
  }());
  EXPECT_GE(order.backlog().bytes, one + 50'000U);
  order.write(passed(1));
  EXPECT_EQ(order.backlog().bytes, 0U) << "all that was held is gone";
  EXPECT_EQ(order.backlog().waiting_for, 4U);
}

TEST(InputOrder, ASmallResultIsNotHeldForFree) {
  RecordingSink next;
  InputOrder order(next);
  order.write(passed(1));
  EXPECT_GE(order.backlog().bytes, sizeof(Result));
}

TEST(InputOrder, HeldResultsComeWhole) {
  RecordingSink next;
  InputOrder order(next);
  Result second = failed(1);
  second.name = "a name that is longer than what a string keeps in itself";
  second.response.body = "body";
  order.write(second);
  order.write(passed(0));
  ASSERT_EQ(next.results.size(), 2U);
  EXPECT_EQ(next.results[1].name, second.name);
  EXPECT_EQ(next.results[1].response.body, "body");
  EXPECT_EQ(next.results[1].error->message, second.error->message);
}

TEST(InputOrder, TheOtherCallsPassThrough) {
  RecordingSink next;
  InputOrder order(next);
  order.idle({.read = 7});
  Summary summary;
  summary.total = 3;
  order.finish(summary);
  ASSERT_EQ(next.idles.size(), 1U);
  EXPECT_EQ(next.idles[0].read, 7U);
  ASSERT_TRUE(next.summary);
  EXPECT_EQ(next.summary->total, 3U);
  EXPECT_THAT(next.results, IsEmpty());
}

}  // namespace
}  // namespace urlfan
