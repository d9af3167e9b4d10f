#include "src/cli/progress_text.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::progress_text_test {
namespace {

const Progress kProgress{
    .read = 90, .ok = 40, .failed = 2, .in_flight = 7, .elapsed = std::chrono::seconds(2)};

TEST(ProgressText, TellsWhereTheRunStands) {
  EXPECT_EQ(progress_text(kProgress, {}), "42 done  40 ok  2 failed  7 in flight  21/s  2.0 s");
}

TEST(ProgressText, TellsThePercentAndTheTimeLeftWhereTheListIsKnown) {
  EXPECT_EQ(progress_text(kProgress, 500),
            "42/500 done (8%)  40 ok  2 failed  7 in flight  21/s  2.0 s  22 s left");
  EXPECT_EQ(progress_text(kProgress, 50'000),
            "42/50000 done (0%)  40 ok  2 failed  7 in flight  21/s  2.0 s  39m 39s left");
}

TEST(ProgressText, WhatAnEarlierRunHasDoneIsNoneOfThePace) {
  Progress more = kProgress;
  more.ok += 400;
  more.earlier = 400;
  EXPECT_EQ(progress_text(more, 900),
            "442/900 done (49%)  440 ok  2 failed  7 in flight  21/s  2.0 s  22 s left");
}

TEST(ProgressText, TellsNoTimeLeftBeforeThePaceIsKnown) {
  Progress young = kProgress;
  young.elapsed = ms(900);
  EXPECT_EQ(progress_text(young, 84),
            "42/84 done (50%)  40 ok  2 failed  7 in flight  47/s  0.9 s");
  EXPECT_EQ(progress_text({.read = 5, .elapsed = ms(5000)}, 5),
            "0/5 done (0%)  0 ok  0 failed  0 in flight  0/s  5.0 s");
}

TEST(ProgressText, AListThatHasGrownIsNotMoreThanDone) {
  EXPECT_EQ(progress_text(kProgress, 40),
            "42/40 done (100%)  40 ok  2 failed  7 in flight  21/s  2.0 s");
}

class Reason : public testing::Test {
 protected:
  TimePoint now = FakeClock::start();
  Standstill still;
};

TEST_F(Reason, IsTheHostOfTheOldestExchange) {
  still.host.emplace().origin = "http://a.test:80";
  still.host->in_flight = 3;
  still.oldest = now - ms(12'340);
  EXPECT_EQ(reason(still, now), "waits for http://a.test:80: 3 in flight, the oldest for 12.3 s");
  still.host->waiting = 20;
  still.host->rests_until = now + ms(65'000);
  EXPECT_EQ(reason(still, now),
            "waits for http://a.test:80: 3 in flight, the oldest for 12.3 s, it rests for 1m 05s, "
            "20 behind");
}

TEST_F(Reason, IsARestWhereNothingIsInFlight) {
  still.host.emplace().origin = "http://a.test:80";
  still.host->waiting = 1;
  still.host->rests_until = now + ms(5'000);
  EXPECT_EQ(reason(still, now), "waits for http://a.test:80: it rests for 5.00 s, 1 behind");
}

TEST_F(Reason, IsARetryOrAnAddressWhereNoHostIsWaitedFor) {
  EXPECT_EQ(reason(still, now), "waits for more to do");
  still.without_address = 1;
  EXPECT_EQ(reason(still, now), "waits for the addresses of 1 line");
  still.without_address = 2;
  EXPECT_EQ(reason(still, now), "waits for the addresses of 2 lines");
  still.next_retry = now + ms(300);
  EXPECT_EQ(reason(still, now), "waits for a retry in 300 ms");
}

}  // namespace
}  // namespace urlfan::progress_text_test
