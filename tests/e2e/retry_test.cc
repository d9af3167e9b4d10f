// Retries and politeness, seen at the server.

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::retry_test {
namespace {

using testing::SizeIs;

TEST(Retry, AServiceThatFailsTwiceAndThenWorksIsFlaky) {
  const FaultServer server;
  const Outcome run =
      run_urlfan({"--retries", "3", "--retry-wait", "10ms", server.url("/fails-twice")});
  EXPECT_EQ(run.code, 0) << run.out;
  const Json result = run.document()["results"][0];
  EXPECT_EQ(result["ok"], true);
  EXPECT_EQ(result["flaky"], true);
  EXPECT_EQ(result["attempts"], 3);
  ASSERT_THAT(result["history"], SizeIs(2));
  EXPECT_EQ(result["history"][0]["status"], 503);
  EXPECT_EQ(result["history"][0]["error_code"], "http_status");
  EXPECT_EQ(run.document()["summary"]["flaky"], 1);
  EXPECT_EQ(run.document()["summary"]["attempts"], 3);
  EXPECT_EQ(server.requests("/fails-twice"), 3);
}

TEST(Retry, ABrokenConnectionIsTriedAgain) {
  const FaultServer server;
  const Outcome run =
      run_urlfan({"--retry-wait", "10ms"}, server.url("/resets-once") + " retries=1\n");
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_EQ(run.document()["results"][0]["history"][0]["error_code"], "connection_reset");
}

TEST(Retry, WhatCannotPassIsNotTriedAgain) {
  const Nginx nginx;
  const FaultServer server;
  const std::string list = nginx.url("/status/404") + "\n" + server.url("/garbage") + "\n" +
                           Nginx::tls_url(nginx.expired_port()) + "\n" + nginx.url("/ok") +
                           " contains=nope\n";
  const Outcome run = run_urlfan({"--retries", "5", "--cacert", nginx.ca_file()}, list);
  const Json document = run.document();
  for (const auto& result : document["results"]) EXPECT_EQ(result["attempts"], 1) << result;
}

TEST(Retry, APostIsTriedAgainOnlyWhenThatIsAllowed) {
  const FaultServer server;
  EXPECT_EQ(run_urlfan({"--retries", "2"}, "POST " + server.url("/close") + "\n").code, 3);
  EXPECT_EQ(server.requests("/close"), 1);
  run_urlfan({"--retries", "2", "--retry-wait", "1ms", "--retry-all-methods"},
             "POST " + server.url("/close") + "\n");
  EXPECT_EQ(server.requests("/close"), 4);
}

TEST(Retry, RetryAfterHoldsBackItsHostWhileAnotherGoesOn) {
  const FaultServer limited;
  const Nginx other;
  std::string list;
  for (int i = 0; i < 50; ++i) list += limited.url("/limited?" + std::to_string(i)) + "\n";
  for (int i = 0; i < 200; ++i) list += other.url("/ok?" + std::to_string(i)) + "\n";
  const Outcome run = run_urlfan({"--retries", "2", "--format", "ndjson"}, list);
  EXPECT_EQ(run.code, 0) << run.err;
  const auto lines = run.lines();
  ASSERT_EQ(lines.size(), 251U);
  // The server asked for two seconds: long enough for all lines of the other host.
  for (std::size_t i = 0; i < 200; ++i) EXPECT_GE(lines[i]["index"], 50) << i;
  for (std::size_t i = 200; i < 250; ++i) {
    const Json& result = lines[i];
    EXPECT_EQ(result["ok"], true);
    const bool was_limited = result["attempts"] == 2;
    const Json waited =
        was_limited ? result["history"][0]["backoff_ms"] : result["timings_ms"]["queued"];
    EXPECT_GE(waited, 1999) << result;
  }
  EXPECT_EQ(limited.requests("/limited"), 60) << "the ten that were out, and no other, came twice";
}

TEST(Retry, RetryAfterMayBeADate) {
  const FaultServer server;
  const Outcome run = run_urlfan({"--retries", "1", server.url("/limited-until")});
  EXPECT_EQ(run.code, 0) << run.out;
  // The date has no fractions of its second.
  EXPECT_GE(run.document()["results"][0]["history"][0]["backoff_ms"], 1900);
}

/// Whether `many` requests, `per_second`, can have come at these times. A request may be late on
/// its way, and so come closer to the next.
void expect_rate(const std::vector<double>& times, double per_second, std::size_t many) {
  constexpr double late = 200;
  ASSERT_GE(times.size(), many);
  for (std::size_t i = 0; i + many <= times.size(); ++i) {
    EXPECT_GE(times[i + many - 1] - times[i],
              1000 / per_second * static_cast<double>(many - 1) - late)
        << "from request " << i;
  }
}

TEST(Rate, HoldsAtTheServerWithAnyNumberOfThreads) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 40; ++i) list += nginx.url("/ok?" + std::to_string(i)) + "\n";
  for (const char* option : {"--rate", "--host-rate"}) {
    for (const char* threads : {"1", "2", "8"}) {
      const std::size_t before = nginx.times().size();
      const Outcome run =
          run_urlfan({option, "20/s", "--threads", threads, "--per-host", "0"}, list);
      EXPECT_EQ(run.code, 0) << run.err;
      auto times = nginx.times();
      // The log is written after the answer.
      for (int i = 0; i < 100 && times.size() < before + 40; ++i, times = nginx.times()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
      times.erase(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(before));
      ASSERT_EQ(times.size(), 40U);
      expect_rate(times, 20, 11);
      expect_rate(times, 20, 40);
    }
  }
}

TEST(Rate, OfAHostLeavesOthersAlone) {
  const Nginx slow;
  const Nginx fast;
  std::string list;
  for (int i = 0; i < 5; ++i) list += slow.url("/ok?" + std::to_string(i)) + "\n";
  for (int i = 0; i < 5; ++i) list += fast.url("/ok?" + std::to_string(i)) + "\n";
  const Outcome run = run_urlfan({"--host-rate", "5/s"}, list);
  EXPECT_EQ(run.code, 0);
  expect_rate(slow.times(), 5, 5);
  expect_rate(fast.times(), 5, 5);
  const Json document = run.document();
  for (const auto& result : document["results"]) {
    EXPECT_GE(result["timings_ms"]["queued"],
              static_cast<double>(result["index"].get<int>() % 5) * 200 - 6)
        << "time spent waiting is queued";
  }
}

}  // namespace
}  // namespace urlfan::retry_test
