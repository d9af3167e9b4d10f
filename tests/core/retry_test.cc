#include "src/core/retry.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::retry_test {
namespace {

Job failed_job(unsigned attempts, const std::string& method = "GET") {
  Job job;
  job.request = request("http://a.test/");
  job.request.method = method;
  job.attempts = attempts;
  return job;
}

double always_half() { return 0.5; }

RetryPolicy retries(unsigned count) {
  RetryPolicy policy;
  policy.retries = count;
  return policy;
}

const Error kReset = make_error(ErrorCode::connection_reset, "reset");

TEST(Retry, TheLongestWaitDoublesUpToItsLimit) {
  const RetryPolicy policy{.retries = 9, .wait = ms(250), .max_wait = ms(3000)};
  EXPECT_EQ(longest_backoff(policy, 1), ms(250));
  EXPECT_EQ(longest_backoff(policy, 2), ms(500));
  EXPECT_EQ(longest_backoff(policy, 4), ms(2000));
  EXPECT_EQ(longest_backoff(policy, 5), ms(3000));
  EXPECT_EQ(longest_backoff(policy, 1000), ms(3000));
}

TEST(Retry, TheWaitIsARandomPartOfTheLongest) {
  for (const double chance : {0.0, 0.25, 0.999}) {
    const auto wait = retry_wait(retries(3), failed_job(2), kReset, [chance] { return chance; });
    ASSERT_TRUE(wait);
    EXPECT_EQ(wait->count(), std::llround(chance * 500'000));
  }
}

TEST(Retry, ThereAreAsManyRetriesAsWereAskedFor) {
  EXPECT_FALSE(retry_wait(retries(0), failed_job(1), kReset, always_half));
  EXPECT_TRUE(retry_wait(retries(2), failed_job(1), kReset, always_half));
  EXPECT_TRUE(retry_wait(retries(2), failed_job(2), kReset, always_half));
  EXPECT_FALSE(retry_wait(retries(2), failed_job(3), kReset, always_half));
}

TEST(Retry, ALinesOwnRetriesGoBeforeTheRuns) {
  Job job = failed_job(1);
  job.request.retries = 0;
  EXPECT_FALSE(retry_wait(retries(5), job, kReset, always_half));
  job.request.retries = 1;
  EXPECT_TRUE(retry_wait(retries(0), job, kReset, always_half));
}

TEST(Retry, OnlyWhatMayPassIsTriedAgain) {
  for (const ErrorInfo& error : all_errors()) {
    const bool run = error.phase == Phase::run;
    EXPECT_EQ(
        retry_wait(retries(1), failed_job(1), make_error(error.code, "x"), always_half).has_value(),
        error.retryable && !run)
        << error.name;
  }
  for (const ErrorCode code : {ErrorCode::tls_untrusted, ErrorCode::tls_expired,
                               ErrorCode::tls_hostname, ErrorCode::check_failed}) {
    EXPECT_FALSE(retry_wait(retries(1), failed_job(1), make_error(code, "x"), always_half));
  }
}

TEST(Retry, WhatMayHappenOnceOnlyIsNotTriedAgainUnlessToldTo) {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}) {
    EXPECT_TRUE(retry_wait(retries(1), failed_job(1, method), kReset, always_half)) << method;
  }
  RetryPolicy all = retries(1);
  all.all_methods = true;
  for (const char* method : {"POST", "PATCH"}) {
    EXPECT_FALSE(retry_wait(retries(1), failed_job(1, method), kReset, always_half)) << method;
    EXPECT_TRUE(retry_wait(all, failed_job(1, method), kReset, always_half)) << method;
  }
}

Response answer(int status, std::optional<RetryAfter> retry_after = {}) {
  Response response;
  response.status = status;
  response.retry_after = retry_after;
  return response;
}

TEST(Retry, AskingToWaitIsUnderstoodAsATimeSpanAndAsATime) {
  const WallTime now = FakeClock::wall_start();
  EXPECT_EQ(asked_to_wait(answer(429, ms(7000)), now), ms(7000));
  EXPECT_EQ(asked_to_wait(answer(503, now + std::chrono::seconds(9)), now), ms(9000));
  EXPECT_FALSE(asked_to_wait(answer(503, now - std::chrono::seconds(9)), now)) << "it is over";
  EXPECT_FALSE(asked_to_wait(answer(429, ms(0)), now)) << "no time at all says nothing";
  EXPECT_FALSE(asked_to_wait(answer(503), now));
  EXPECT_FALSE(asked_to_wait(answer(500, ms(7000)), now)) << "it does not turn anyone away";
}

/// An exchange that failed with this status after 4 ms.
Completion refused(int status) {
  Completion completion;
  completion.response = answer(status);
  completion.timings.wait = ms(3);
  completion.timings.total = ms(4);
  completion.error = make_error(ErrorCode::http_status, "x");
  return completion;
}

TEST(Retry, AForgottenAttemptLeavesTheJobAsItWasAndItsTraceInTheHistory) {
  Job job = failed_job(1);
  job.redirected = target("http://b.test/");
  job.method = "HEAD";
  job.at_home = false;
  job.redirects.push_back({.status = 302, .location = "http://b.test/"});
  job.hops_time = ms(5);
  job.lookup_time = ms(6);
  job.attempt_started_at = FakeClock::wall_start();
  job.exchange_started_at = FakeClock::wall_start() + ms(5);
  forget_attempt(job, refused(503), ms(12), 10);
  EXPECT_EQ(job.target().origin.key(), "http://a.test:80");
  EXPECT_EQ(job.method, "GET");
  EXPECT_TRUE(job.at_home);
  EXPECT_TRUE(job.redirects.empty());
  EXPECT_EQ(job.hops_time, ms(0));
  EXPECT_EQ(job.lookup_time, ms(0));
  ASSERT_EQ(job.history.size(), 1U);
  EXPECT_EQ(job.history[0].status, 503);
  EXPECT_EQ(job.history[0].error, ErrorCode::http_status);
  EXPECT_EQ(job.history[0].total, ms(12));
  EXPECT_EQ(job.history[0].started_at, FakeClock::wall_start());
  EXPECT_EQ(job.history[0].effective_url, "http://b.test/");
  EXPECT_EQ(job.history[0].exchange_started_at, FakeClock::wall_start() + ms(5));
  EXPECT_EQ(job.history[0].timings.dns, ms(6));
  EXPECT_EQ(job.history[0].timings.total, ms(10));
  ASSERT_EQ(job.history[0].redirects.size(), 1U);
  EXPECT_EQ(job.history[0].redirects[0].location, "http://b.test/");
}

TEST(Retry, AFullHistoryLosesItsOldest) {
  Job job = failed_job(1);
  for (int i = 1; i <= 5; ++i) {
    forget_attempt(job, refused(500 + i), ms(i), 3);
  }
  ASSERT_EQ(job.history.size(), 3U);
  EXPECT_EQ(job.history.front().status, 503);
  EXPECT_EQ(job.history.back().status, 505);
}

}  // namespace
}  // namespace urlfan::retry_test
