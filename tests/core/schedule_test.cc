#include "src/core/schedule.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan {
namespace {

TimePoint at(int seconds) { return FakeClock::start() + ms(1000) * seconds; }

/// Begins at `now` a round that takes so many seconds.
void round(Schedule& schedule, int now, int seconds) {
  schedule.begin(at(now));
  schedule.end(at(now + seconds));
}

TEST(Schedule, TheFirstRoundIsDueAtOnce) { EXPECT_EQ(Schedule(ms(30'000), at(5)).due(), at(5)); }

TEST(Schedule, DoesNotDriftHoweverLateARoundBegins) {
  Schedule schedule(ms(30'000), at(0));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(schedule.due(), at(30 * i));
    schedule.begin(schedule.due() + ms(7));
    schedule.end(schedule.due() - ms(1));
  }
  EXPECT_EQ(schedule.delayed(), 0U);
  EXPECT_EQ(schedule.left_out(), 0U);
}

TEST(Schedule, ASlowRoundDelaysTheNextAndIsCounted) {
  Schedule schedule(ms(30'000), at(0));
  round(schedule, 0, 40);
  EXPECT_EQ(schedule.due(), at(30)) << "so it begins at once";
  EXPECT_EQ(schedule.delayed(), 1U);
  round(schedule, 40, 5);
  EXPECT_EQ(schedule.due(), at(60)) << "the delay is over";
  EXPECT_EQ(schedule.delayed(), 1U);
  EXPECT_EQ(schedule.left_out(), 0U);
}

TEST(Schedule, WhatWasDueMeanwhileIsLeftOutAndDoesNotComeInABurst) {
  Schedule schedule(ms(30'000), at(0));
  round(schedule, 0, 100);
  schedule.begin(at(100));  // in place of those of 30, 60 and 90
  EXPECT_EQ(schedule.left_out(), 2U);
  EXPECT_EQ(schedule.due(), at(120));
}

TEST(Schedule, ARoundThatTakesExactlySoLongDelaysNone) {
  Schedule schedule(ms(30'000), at(0));
  round(schedule, 0, 30);
  EXPECT_EQ(schedule.delayed(), 0U);
}

TEST(Schedule, AChangeCountsFromTheLastRound) {
  Schedule schedule(ms(30'000), at(0));
  schedule.change(ms(10'000), at(0));
  EXPECT_EQ(schedule.due(), at(0)) << "the first one is still to come";
  round(schedule, 0, 1);
  EXPECT_EQ(schedule.due(), at(10));
  schedule.change(ms(60'000), at(5));
  EXPECT_EQ(schedule.due(), at(60));
}

TEST(Schedule, WhatWouldHaveBeenDueBeforeAChangeWasNotLeftOut) {
  Schedule schedule(ms(3'600'000), at(0));
  round(schedule, 0, 1);
  schedule.change(ms(1000), at(1800));
  EXPECT_EQ(schedule.due(), at(1800));
  schedule.begin(at(1800));
  EXPECT_EQ(schedule.left_out(), 0U);
  EXPECT_EQ(schedule.due(), at(1801));
}

}  // namespace
}  // namespace urlfan
