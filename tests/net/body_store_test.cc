#include "src/net/body_store.h"

#include <gmock/gmock.h>

#include <array>

#include "src/net/transfer.h"

namespace urlfan::body_store_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Transfers that are only told apart, never used.
class BodyStoreTest : public testing::Test {
 protected:
  /// Of a body that is not small any more.
  bool take(std::size_t i, std::size_t more) { return store.take(transfer(i), 20'000, more); }

  Transfer& transfer(std::size_t i) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): an address, and no more
    return reinterpret_cast<Transfer&>(addresses_.at(i));
  }

  BodyStore store{100};

 private:
  std::array<char, 8> addresses_{};
};

TEST_F(BodyStoreTest, ThereIsRoomForSoMuch) {
  EXPECT_TRUE(take(0, 60));
  EXPECT_TRUE(take(1, 40));
  EXPECT_EQ(store.bytes(), 100U);
  EXPECT_THAT(store.take_resumed(), IsEmpty());
}

TEST_F(BodyStoreTest, OneGoesOnWhenThereIsTooMuchAndTheOthersWait) {
  take(0, 60);
  EXPECT_TRUE(take(1, 60)) << "somebody has to come to an end";
  EXPECT_FALSE(take(0, 1));
  EXPECT_TRUE(take(1, 500));
  EXPECT_THAT(store.take_resumed(), IsEmpty());
}

TEST_F(BodyStoreTest, WhatIsHandedOverCountsUntilItIsDealtWith) {
  take(0, 100);
  store.hand_over(100);
  store.ended(transfer(0));
  EXPECT_EQ(store.bytes(), 100U);
  EXPECT_FALSE(take(1, 1)) << "room will be made, so nobody goes on without";
  EXPECT_THAT(store.take_resumed(), IsEmpty());
  EXPECT_TRUE(store.dealt_with(100)) << "somebody waits for it";
  EXPECT_THAT(store.take_resumed(), ElementsAre(&transfer(1)));
  EXPECT_TRUE(take(1, 1));
}

TEST_F(BodyStoreTest, WhenTheFirstHasEndedAnotherGoesOn) {
  take(0, 90);
  take(1, 20);
  EXPECT_FALSE(take(0, 1));
  store.drop(20);
  store.ended(transfer(1));
  EXPECT_THAT(store.take_resumed(), ElementsAre(&transfer(0)));
  EXPECT_TRUE(take(0, 50)) << "nothing else would make room";
}

TEST_F(BodyStoreTest, OneThatEndsWhileItWaitsIsForgotten) {
  take(0, 100);
  take(1, 1);
  EXPECT_FALSE(take(2, 1));
  store.ended(transfer(2));
  store.drop(101);
  EXPECT_THAT(store.take_resumed(), IsEmpty());
}

TEST_F(BodyStoreTest, ASmallBodyNeverWaits) {
  take(0, 200);
  EXPECT_FALSE(take(1, 1));
  EXPECT_TRUE(store.take(transfer(2), 0, 100));
  EXPECT_FALSE(store.take(transfer(3), 16'000, 1000));
}

TEST_F(BodyStoreTest, NobodyTriesAgainBeforeThereIsRoomForWhatIsWanted) {
  take(0, 60);
  take(1, 60);
  EXPECT_FALSE(take(2, 30));
  store.drop(45);
  EXPECT_EQ(store.bytes(), 75U);
  EXPECT_THAT(store.take_resumed(), IsEmpty()) << "it would only have to wait again";
  store.drop(5);
  EXPECT_THAT(store.take_resumed(), ElementsAre(&transfer(2)));
}

TEST_F(BodyStoreTest, NobodyIsCalledForRoomThatNobodyWaitsFor) {
  take(0, 10);
  store.hand_over(10);
  EXPECT_FALSE(store.dealt_with(10));
  EXPECT_EQ(store.bytes(), 0U);
}

TEST_F(BodyStoreTest, WhatWaitsElsewhereTakesRoomToo) {
  EXPECT_FALSE(store.set_backlog(80));
  EXPECT_TRUE(take(0, 20));
  EXPECT_EQ(store.bytes(), 20U);
  EXPECT_TRUE(take(0, 1)) << "somebody has to come to an end";
  EXPECT_FALSE(take(1, 1));
  EXPECT_FALSE(store.set_backlog(90)) << "no room was made";
  EXPECT_TRUE(store.set_backlog(10));
  EXPECT_THAT(store.take_resumed(), ElementsAre(&transfer(1)));
  EXPECT_TRUE(take(1, 1));
}

}  // namespace
}  // namespace urlfan::body_store_test
