#include "src/net/placement.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace urlfan::placement_test {
namespace {

constexpr std::size_t kShare = Placement::kShare;
constexpr std::size_t kShares = Placement::kMostShares;

TEST(Placement, AHostHasOneShareUntilThatIsFull) {
  Placement placement;
  for (std::size_t i = 0; i < kShare; ++i) EXPECT_EQ(placement.enter("a", kShares).share, 0U);
  EXPECT_EQ(placement.enter("a", kShares).share, 1U);
  EXPECT_EQ(placement.enter("b", kShares).share, 0U) << "hosts are counted apart";
}

TEST(Placement, WhatIsLeftIsTakenAgainFirst) {
  Placement placement;
  std::vector<Placement::Seat> seats;
  for (std::size_t i = 0; i < 2 * kShare; ++i) seats.push_back(placement.enter("a", kShares));
  placement.leave(seats[3]);
  EXPECT_EQ(placement.enter("a", kShares).share, 0U);
  EXPECT_EQ(placement.enter("a", kShares).share, 2U);
}

TEST(Placement, WhenAllSharesAreFullTheEmptiestTakesMore) {
  Placement placement;
  std::vector<std::size_t> count(kShares);
  for (std::size_t i = 0; i < 3 * kShare * kShares; ++i) {
    ++count[placement.enter("a", kShares).share];
  }
  for (const auto share : count) EXPECT_EQ(share, 3 * kShare);
}

TEST(Placement, AHostThatMustNotBeCutStaysWhole) {
  Placement placement;
  for (std::size_t i = 0; i < 10 * kShare; ++i) EXPECT_EQ(placement.enter("a", 1).share, 0U);
}

TEST(Placement, AHostThatIsLeftByAllStartsAfresh) {
  Placement placement;
  std::vector<Placement::Seat> seats;
  for (std::size_t i = 0; i <= kShare; ++i) seats.push_back(placement.enter("a", kShares));
  for (const auto& seat : seats) placement.leave(seat);
  EXPECT_EQ(placement.enter("a", kShares).share, 0U);
}

TEST(Placement, CountsWhatAHostHasInFlightOverAllShares) {
  Placement placement;
  EXPECT_EQ(placement.in_flight("a"), 0U);
  for (std::size_t i = 0; i <= kShare; ++i) placement.enter("a", kShares);
  EXPECT_EQ(placement.in_flight("a"), kShare + 1);
  EXPECT_EQ(placement.in_flight("b"), 0U);
}

}  // namespace
}  // namespace urlfan::placement_test
