#include "src/core/checks.h"

#include <gtest/gtest.h>

#include "tests/support/requests.h"

namespace urlfan {
namespace {

Checks expecting(StatusSet set) {
  Checks checks;
  checks.status = std::move(set);
  return checks;
}

Checks within(Duration most) {
  Checks checks;
  checks.max_time = most;
  return checks;
}

TEST(Checks, AnyStatusBelow400IsFineByDefault) {
  for (const int status : {200, 204, 226, 301, 304, 399}) {
    const Verdict verdict = judge({}, status, ms(1));
    EXPECT_FALSE(verdict.error) << status;
    ASSERT_EQ(verdict.outcomes.size(), 1U);
    EXPECT_EQ(verdict.outcomes[0].name, "status");
    EXPECT_TRUE(verdict.outcomes[0].ok);
    EXPECT_EQ(verdict.outcomes[0].expected, "<400");
    EXPECT_EQ(verdict.outcomes[0].actual, std::to_string(status));
  }
}

TEST(Checks, AStatusFrom400OnFailsByDefault) {
  for (const int status : {400, 404, 418, 499, 500, 503, 599, 999}) {
    const Verdict verdict = judge({}, status, ms(1));
    ASSERT_TRUE(verdict.error) << status;
    EXPECT_EQ(verdict.error->code, ErrorCode::http_status);
    EXPECT_EQ(verdict.error->phase, Phase::check);
    EXPECT_FALSE(verdict.outcomes.at(0).ok);
  }
}

TEST(Checks, AFailedStatusSaysWhatWasExpected) {
  EXPECT_EQ(judge({}, 503, ms(1)).error->message, "HTTP 503, expected below 400");
  const Verdict verdict = judge(expecting({.ranges = {{200, 299}}, .text = "2xx"}), 301, ms(1));
  EXPECT_EQ(verdict.error->message, "HTTP 301, expected 2xx");
  EXPECT_EQ(verdict.outcomes.at(0).expected, "2xx");
  EXPECT_EQ(verdict.outcomes.at(0).actual, "301");
}

TEST(Checks, AnExpectedStatusIsFineHoweverBadItSounds) {
  const Checks checks = expecting({.ranges = {{404, 404}, {500, 599}}, .text = "404,5xx"});
  EXPECT_FALSE(judge(checks, 404, ms(1)).error);
  EXPECT_FALSE(judge(checks, 503, ms(1)).error);
  EXPECT_EQ(judge(checks, 200, ms(1)).error->code, ErrorCode::http_status);
}

TEST(Checks, OnlyStatusesOfThisMomentAreWorthAnotherTry) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_TRUE(judge({}, status, ms(1)).error->retryable) << status;
  }
  for (const int status : {400, 401, 403, 404, 410, 501, 505}) {
    EXPECT_FALSE(judge({}, status, ms(1)).error->retryable) << status;
  }
}

TEST(Checks, TheTimeMayBeExactlyTheMost) {
  const Verdict verdict = judge(within(ms(500)), 200, ms(500));
  EXPECT_FALSE(verdict.error);
  ASSERT_EQ(verdict.outcomes.size(), 2U);
  EXPECT_EQ(verdict.outcomes[1].name, "max");
  EXPECT_TRUE(verdict.outcomes[1].ok);
  EXPECT_EQ(verdict.outcomes[1].expected, "<=500ms");
  EXPECT_EQ(verdict.outcomes[1].actual, "500ms");
}

TEST(Checks, AMicrosecondMoreIsTooMuch) {
  const Verdict verdict = judge(within(ms(500)), 200, Duration(500'001));
  ASSERT_TRUE(verdict.error);
  EXPECT_EQ(verdict.error->code, ErrorCode::check_failed);
  EXPECT_EQ(verdict.error->phase, Phase::check);
  EXPECT_EQ(verdict.error->message, "took 500.001ms, expected at most 500ms");
  EXPECT_FALSE(verdict.outcomes.at(1).ok);
}

TEST(Checks, WithoutATimeLimitTheTimeIsNotJudged) {
  EXPECT_EQ(judge({}, 200, std::chrono::hours(1)).outcomes.size(), 1U);
}

TEST(Checks, TheErrorIsOfTheFirstCheckThatFailsAndAllAreTold) {
  const Verdict verdict = judge(within(ms(1)), 500, ms(2));
  EXPECT_EQ(verdict.error->code, ErrorCode::http_status);
  ASSERT_EQ(verdict.outcomes.size(), 2U);
  EXPECT_FALSE(verdict.outcomes[0].ok);
  EXPECT_FALSE(verdict.outcomes[1].ok);
}

}  // namespace
}  // namespace urlfan
