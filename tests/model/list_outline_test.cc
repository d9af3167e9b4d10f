#include "src/model/list_outline.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace urlfan::list_outline_test {
namespace {

/// Of a list whose lines have these digests behind them.
ListOutline outline(std::uint64_t lines, std::uint64_t changed_from = ~std::uint64_t{0}) {
  ListOutline all;
  for (std::uint64_t i = 0; i < lines; ++i) all.add(i < changed_from ? i + 1 : i + 1'000'000'000);
  return all;
}

TEST(ListOutline, AShortListHasACheckpointALine) {
  const ListOutline short_one = outline(1024);
  EXPECT_EQ(short_one.stride, 1U);
  EXPECT_EQ(short_one.checkpoints.size(), 1024U);
  EXPECT_EQ(short_one.digest, 1024U);
}

TEST(ListOutline, ALongOneHasAThousandAtMost) {
  const ListOutline one_more = outline(1025);
  EXPECT_EQ(one_more.stride, 2U);
  EXPECT_EQ(one_more.checkpoints.size(), 512U);
  const ListOutline million = outline(1'000'000);
  EXPECT_EQ(million.stride, 1024U);
  EXPECT_EQ(million.checkpoints.size(), 1'000'000U / 1024);
  for (std::size_t i = 0; i < million.checkpoints.size(); ++i) {
    ASSERT_EQ(million.checkpoints[i], (i + 1) * 1024);
  }
  EXPECT_EQ(million.lines, 1'000'000U);
}

TEST(ListOutline, EqualListsHaveNoDifference) {
  EXPECT_FALSE(difference(outline(0), outline(0)));
  EXPECT_FALSE(difference(outline(5000), outline(5000)));
}

TEST(ListOutline, AShortListTellsTheLineThatIsAnother) {
  const auto found = difference(outline(100), outline(100, 17));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->first, 17U);
  EXPECT_EQ(found->last, 17U);
}

TEST(ListOutline, ALongListTellsBetweenWhichLines) {
  const auto found = difference(outline(10'000), outline(10'000, 4'000));
  ASSERT_TRUE(found);
  EXPECT_LE(found->first, 4'000U);
  EXPECT_GE(found->last, 4'000U);
  EXPECT_EQ(found->last - found->first, 15U);
}

TEST(ListOutline, ListsOfOtherLengthsAreHeldAgainstEachOther) {
  const auto longer = difference(outline(1000), outline(5000));
  ASSERT_TRUE(longer);
  EXPECT_EQ(longer->first, 1000U) << "all of the shorter one is the same";
  EXPECT_EQ(longer->last, 4999U);
  const auto inserted = difference(outline(1000), outline(5000, 3));
  ASSERT_TRUE(inserted);
  EXPECT_EQ(inserted->first, 0U);
  EXPECT_EQ(inserted->last, 7U);
}

TEST(ListOutline, ADifferenceBehindTheLastCheckpointIsOneAsWell) {
  const auto found = difference(outline(1025), outline(1025, 1024));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->first, 1024U);
  EXPECT_EQ(found->last, 1024U);
}

TEST(ListOutline, KnowsOnTheWayWhetherAListIsTheSame) {
  const ListOutline list = outline(3000);
  EXPECT_TRUE(list.agrees(4, 4));
  EXPECT_FALSE(list.agrees(5, 4)) << "a checkpoint";
  EXPECT_TRUE(list.agrees(6, 5)) << "there is none";
  EXPECT_TRUE(list.agrees(3000, 3000));
  EXPECT_FALSE(list.agrees(3001, 3001)) << "the list is longer";
  EXPECT_TRUE(list.agrees(7, 0));
}

}  // namespace
}  // namespace urlfan::list_outline_test
