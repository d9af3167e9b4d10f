#include "src/watch/line_health.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::line_health_test {
namespace {

/// One result a second.
class LineHealthTest : public testing::Test {
 protected:
  /// "+" for each that passed, "-" for each that failed. Returns what the last one changed.
  std::optional<HealthChange> take(const std::string& results) {
    std::optional<HealthChange> change;
    for (const char each : results) {
      clock_.advance(ms(1000));
      change = health.take(each == '+', rules, {.steady = clock_.now(), .wall = clock_.wall()});
    }
    return change;
  }
  static WallTime at(int second) { return FakeClock::wall_start() + ms(1000) * second; }

  HealthRules rules;
  LineHealth health;

 private:
  FakeClock clock_;
};

TEST_F(LineHealthTest, OneFailureMakesNothingDown) {
  EXPECT_FALSE(take("+++-"));
  EXPECT_EQ(health.health(), Health::up);
  EXPECT_FALSE(take("+-+-+"));
  EXPECT_EQ(health.health(), Health::up);
}

TEST_F(LineHealthTest, TwoInARowDoSinceTheFirstOfThem) {
  const auto change = take("+--");
  ASSERT_TRUE(change);
  EXPECT_EQ(change->was, Health::up);
  EXPECT_EQ(change->now, Health::down);
  EXPECT_EQ(change->since, at(2));
  EXPECT_FALSE(change->outage);
}

TEST_F(LineHealthTest, IsToldOnce) {
  take("+--");
  EXPECT_FALSE(take("-"));
  EXPECT_FALSE(take("----"));
}

TEST_F(LineHealthTest, AnOutageLastsFromTheFirstFailureToTheFirstSuccess) {
  rules.up_after = 2;
  take("+---");
  EXPECT_FALSE(take("+")) << "one is not enough";
  const auto change = take("+");
  ASSERT_TRUE(change);
  EXPECT_EQ(change->was, Health::down);
  EXPECT_EQ(change->now, Health::up);
  EXPECT_EQ(change->since, at(5));
  EXPECT_EQ(change->outage, ms(3000));
}

TEST_F(LineHealthTest, ASuccessInBetweenIsNoEndOfAnOutage) {
  rules.up_after = 2;
  take("--");
  EXPECT_FALSE(take("+-+-"));
  const auto change = take("++");
  ASSERT_TRUE(change);
  EXPECT_EQ(change->outage, ms(6000));
}

TEST_F(LineHealthTest, WhatIsDownFromTheStartIsToldAndWhatIsUpIsNot) {
  const auto change = take("--");
  ASSERT_TRUE(change);
  EXPECT_EQ(change->was, Health::unknown);
  EXPECT_EQ(change->now, Health::down);
  LineHealth other;
  health = other;
  EXPECT_FALSE(take("+"));
  EXPECT_EQ(health.health(), Health::up);
}

TEST_F(LineHealthTest, IsUnknownUntilEnoughHasCome) {
  take("-");
  EXPECT_EQ(health.health(), Health::unknown);
}

}  // namespace
}  // namespace urlfan::line_health_test
