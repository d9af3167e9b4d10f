#include "src/base/time_text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace urlfan::time_text_test {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

const WallTime kMorning = sys_days(2026y / November / 21) + 4h + 41min + 8s + 23ms;

TEST(TimeText, ATimestampHasMilliseconds) {
  EXPECT_EQ(timestamp(kMorning), "2026-11-21T04:41:08.023Z");
  EXPECT_EQ(timestamp(kMorning + 999us), "2026-11-21T04:41:08.023Z") << "the rest is cut off";
  EXPECT_EQ(timestamp(WallTime()), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(timestamp(WallTime() - 1us), "1969-12-31T23:59:59.999Z");
}

TEST(TimeText, AFineTimestampHasMicroseconds) {
  const WallTime time(std::chrono::seconds(1'763'700'088) + std::chrono::microseconds(120'045));
  EXPECT_EQ(fine_timestamp(time), "2025-11-21T04:41:28.120045Z");
  EXPECT_EQ(parse_timestamp("2025-11-21T04:41:28.120045Z"), time);
  EXPECT_FALSE(parse_timestamp("2025-11-21T04:41:28.12004Z"));
}

TEST(TimeText, DateAndTimeEndWithTheSecond) {
  EXPECT_EQ(date_and_time(kMorning, ' '), "2026-11-21 04:41:08");
  EXPECT_EQ(date_and_time(kMorning + 900ms, 'T'), "2026-11-21T04:41:08");
  EXPECT_EQ(date_and_time(WallTime() - 1ms, ' '), "1969-12-31 23:59:59");
}

TEST(TimeText, AWrittenTimestampIsReadAsTheSameTime) {
  for (const WallTime time :
       {kMorning, WallTime(), WallTime() - 1ms,
        WallTime(sys_days(2000y / February / 29)) + 24h - 1ms,
        // A certificate that never ends, and one that was never begun.
        wall_time(seconds(253'402'300'799)), wall_time(seconds(-62'135'596'800))}) {
    EXPECT_EQ(parse_timestamp(timestamp(time)), time) << timestamp(time);
  }
}

TEST(TimeText, WhatIsNoTimestampIsRefused) {
  for (const char* text :
       {"", "2026-11-21", "2026-11-21T04:41:28Z", "2026-11-21T04:41:28.123",
        "2026-11-21T04:41:28.123+00:00", "2026-11-21T04:41:28.123Zulu", "2026-11-21 04:41:28.123Z",
        " 026-11-21T04:41:28.123Z", "2026-11-21T-4:41:28.123Z", "2026-11-21t04:41:28.123z",
        "2026-13-21T04:41:28.123Z", "2026-00-21T04:41:28.123Z", "2026-02-29T04:41:28.123Z",
        "2026-11-21T24:00:00.000Z", "2026-11-21T04:60:28.123Z", "2026-11-21T04:41:60.123Z",
        "9999-12-31T23:59:59.000Z", "1500-01-01T00:00:00.000Z"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

TEST(TimeText, TheLastMomentsOfAWallTimeDoNotOverflow) {
  EXPECT_EQ(parse_timestamp("2262-04-11T23:47:16.999Z"), WallTime::max());
  EXPECT_EQ(parse_timestamp("2262-12-31T23:59:59.000Z"), floor<seconds>(WallTime::max()));
  EXPECT_EQ(parse_timestamp("1677-01-01T00:00:00.000Z"), ceil<seconds>(WallTime::min()));
}

}  // namespace
}  // namespace urlfan::time_text_test
