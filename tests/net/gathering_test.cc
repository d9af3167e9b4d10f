#include "src/net/gathering.h"

#include <gmock/gmock.h>

#include <chrono>
#include <cstdint>
#include <utility>

namespace urlfan::gathering_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class GatheringTest : public testing::Test {
 protected:
  /// Answers have taken so long for a while.
  void learn(Duration took) {
    for (int i = 0; i < 100; ++i) done_.learn(took);
  }
  void add(int count = 1) {
    for (int i = 0; i < count; ++i) {
      Completion completion;
      completion.id = ++last_id_;
      done_.add(std::move(completion));
    }
  }

  const TimePoint start_{seconds(1000)};
  Gathering done_;
  std::uint64_t last_id_ = 0;
};

TEST_F(GatheringTest, NothingIsNeverDue) {
  EXPECT_FALSE(done_.is_due(start_));
  EXPECT_FALSE(done_.is_due(start_ + seconds(10)));
  EXPECT_EQ(done_.due(), std::nullopt);
}

TEST_F(GatheringTest, WaitsForAShareOfWhatAnswersTake) {
  learn(milliseconds(256));
  EXPECT_TRUE(done_.waits_for_company());
  add();
  EXPECT_FALSE(done_.is_due(start_));
  ASSERT_TRUE(done_.due());
  EXPECT_GT(*done_.due() - start_, milliseconds(1));
  EXPECT_LE(*done_.due() - start_, milliseconds(2));
  EXPECT_FALSE(done_.is_due(*done_.due() - milliseconds(1)));
  EXPECT_TRUE(done_.is_due(*done_.due()));
}

TEST_F(GatheringTest, SlowAnswersDoNotMakeItWaitForLong) {
  learn(seconds(60));
  add();
  EXPECT_FALSE(done_.is_due(start_));
  EXPECT_TRUE(done_.is_due(start_ + milliseconds(4)));
}

TEST_F(GatheringTest, IsNotWorthWaitingWhereAnswersComeFast) {
  learn(milliseconds(5));
  EXPECT_FALSE(done_.waits_for_company());
}

TEST_F(GatheringTest, ManyAreDueAtOnce) {
  learn(seconds(60));
  add(31);
  EXPECT_FALSE(done_.is_due(start_));
  add();
  EXPECT_TRUE(done_.is_due(start_));
}

TEST_F(GatheringTest, WhatComesAfterAHandoverWaitsForItself) {
  learn(seconds(60));
  add(2);
  EXPECT_FALSE(done_.is_due(start_));
  EXPECT_EQ(done_.hand_over().size(), 2U);
  done_.hand_over().clear();
  EXPECT_EQ(done_.due(), std::nullopt);

  add();
  EXPECT_FALSE(done_.is_due(start_ + milliseconds(100)));
  EXPECT_EQ(done_.due(), start_ + milliseconds(104));
}

}  // namespace
}  // namespace urlfan::gathering_test
