#include "src/output/input_order.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "tests/support/results.h"

namespace urlfan::input_order_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class InputOrderTest : public testing::Test {
 protected:
  std::vector<std::uint64_t> indices() const {
    std::vector<std::uint64_t> all;
    for (const auto& result : next) all.push_back(result.index);
    return all;
  }

  std::vector<Result> next;
  InputOrder order{[this](const Result& result) { next.push_back(result); }};
};

TEST_F(InputOrderTest, PassesResultsOnInTheOrderOfTheList) {
  for (const std::uint64_t index : {2U, 0U, 3U, 1U, 5U, 4U}) order.take(passed(index));
  EXPECT_THAT(indices(), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST_F(InputOrderTest, AResultWhoseTurnItIsGoesOnAtOnce) {
  order.take(passed(0));
  EXPECT_THAT(indices(), ElementsAre(0));
  order.take(passed(2));
  EXPECT_THAT(indices(), ElementsAre(0));
  order.take(passed(1));
  EXPECT_THAT(indices(), ElementsAre(0, 1, 2));
}

TEST_F(InputOrderTest, EveryOrderOfFiveComesOutRight) {
  std::vector<std::uint64_t> arrival(5);
  std::iota(arrival.begin(), arrival.end(), 0U);
  do {
    std::vector<std::uint64_t> passed_on;
    InputOrder tested([&](const Result& result) { passed_on.push_back(result.index); });
    for (const auto index : arrival) tested.take(passed(index));
    ASSERT_THAT(passed_on, ElementsAre(0, 1, 2, 3, 4));
    ASSERT_EQ(tested.backlog().bytes, 0U);
  } while (std::next_permutation(arrival.begin(), arrival.end()));
}

TEST_F(InputOrderTest, TheBacklogIsWhatIsHeldAndForWhichLine) {
  EXPECT_EQ(order.backlog().bytes, 0U);
  order.take(passed(0));
  Result large = passed(2);
  large.response.body = std::string(100'000, 'x');
  order.write(large);
  EXPECT_EQ(order.backlog().waiting_for, 1U);
  const std::size_t one = order.backlog().bytes;
  EXPECT_GE(one, 100'000U);
  EXPECT_LT(one, 110'000U);
  order.take(failed(3, ErrorCode::internal, std::string(50'000, 'e')));
  EXPECT_GE(order.backlog().bytes, one + 50'000U);
  order.take(passed(1));
  EXPECT_EQ(order.backlog().bytes, 0U) << "all that was held is gone";
  EXPECT_EQ(order.backlog().waiting_for, 4U);
}

TEST_F(InputOrderTest, ASmallResultIsNotHeldForFree) {
  order.take(passed(1));
  EXPECT_GE(order.backlog().bytes, sizeof(Result));
}

TEST_F(InputOrderTest, HeldResultsComeWhole) {
  Result second = failed(1);
  second.name = "a name that is longer than what a string keeps in itself";
  second.response.body = "body";
  order.write(second);
  order.take(passed(0));
  ASSERT_EQ(next.size(), 2U);
  EXPECT_EQ(next[1].name, second.name);
  EXPECT_EQ(next[1].response.body, "body");
  EXPECT_EQ(next[1].error->message, second.error->message);
}

TEST_F(InputOrderTest, WhatIsCopiedIsCountedAsLongAsItIsHeld) {
  Result large = passed(1);
  large.response.body = std::string(100, 'x');
  large.response.body->reserve(100'000);  // which a copy does not have
  order.write(large);
  order.write(passed(0));
  EXPECT_EQ(order.backlog().bytes, 0U);
  EXPECT_EQ(large.response.body, std::string(100, 'x')) << "not moved from";
}

}  // namespace
}  // namespace urlfan::input_order_test
