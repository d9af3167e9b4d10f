#include "src/core/rate_limiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::rate_limiter_test {
namespace {

const TimePoint kStart = FakeClock::start();

TEST(RateLimiter, WithoutARateNothingWaits) {
  RateLimiter pace({});
  pace.started(kStart);
  EXPECT_EQ(pace.next(), TimePoint::min());
}

TEST(RateLimiter, TheFirstStartIsFreeAndTheOthersAreEvenlySpaced) {
  RateLimiter pace(4);
  EXPECT_LE(pace.next(), kStart);
  TimePoint now = kStart;
  for (int i = 1; i <= 8; ++i) {
    pace.started(now);
    now = pace.next();
    EXPECT_EQ(now, kStart + ms(250) * i);
  }
}

TEST(RateLimiter, IdleTimeIsNotSavedUp) {
  RateLimiter pace(10);
  pace.started(kStart);
  const TimePoint later = kStart + ms(10'000);
  pace.started(later);
  EXPECT_EQ(pace.next(), later + ms(100));
}

TEST(RateLimiter, TimersThatComeLateByMillisecondsDoNotLowerTheRate) {
  RateLimiter pace(100);
  TimePoint now = kStart;
  for (int i = 0; i < 1000; ++i) {
    pace.started(now);
    now = pace.next() + ms(i % 3);  // up to 2 ms late, each time
  }
  EXPECT_LE(now - kStart, ms(10 * 1000 + 2));
}

TEST(RateLimiter, NoWindowHasMoreThanItsShareWhateverTheTimersDo) {
  RateLimiter pace(200);
  std::vector<TimePoint> starts;
  TimePoint now = kStart;
  for (int i = 0; i < 2000; ++i) {
    starts.push_back(now);
    pace.started(now);
    now = std::max(now, pace.next()) + Duration(i * 7919 % 9000);  // up to 9 ms late
  }
  for (std::size_t i = 0; i + 200 < starts.size(); ++i) {
    EXPECT_GE(starts[i + 200] - starts[i], ms(1000 - 5)) << i;
  }
}

}  // namespace
}  // namespace urlfan::rate_limiter_test
