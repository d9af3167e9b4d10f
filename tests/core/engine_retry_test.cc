// Retries: when, of what, and what a server's wish to be left alone does to others.

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <string>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_retry_test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class EngineRetryTest : public EngineTest {
 protected:
  /// A server that fails so often, and then answers.
  void fail_first(int times, const Reply& failing) {
    transport.script = [this, times, failing](const Attempt& attempt) {
      return ++asked_[attempt.target.url] <= times ? failing : reply(200);
    };
  }
  /// When the attempts to a URL started.
  std::vector<Duration> starts(const std::string& url) const {
    std::vector<Duration> all;
    for (const auto& record : transport.records()) {
      if (record.attempt.target.url == url) all.push_back(record.started);
    }
    return all;
  }

 private:
  std::map<std::string, int> asked_;
};

TEST_F(EngineRetryTest, WithoutRetriesAFailureIsFinal) {
  fail_first(1, failure(ErrorCode::connection_reset));
  run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "connection_reset");
  EXPECT_EQ(sink.of(0).attempts, 1U);
  EXPECT_TRUE(sink.of(0).history.empty());
}

TEST_F(EngineRetryTest, ASuccessOnALaterAttemptIsFlakyAndTellsTheEarlierOnes) {
  config.retry.retries = 3;
  fail_first(2, reply(503, ms(10)));
  config.retry.wait = ms(100);
  const Summary summary = run(requests_to("a.test", 1));
  const Result& result = sink.of(0);
  EXPECT_EQ(outcome(result), "ok");
  EXPECT_TRUE(result.flaky());
  EXPECT_EQ(result.attempts, 3U);
  ASSERT_THAT(result.history, SizeIs(2));
  EXPECT_EQ(result.history[0].status, 503);
  EXPECT_EQ(result.history[0].error, ErrorCode::http_status);
  EXPECT_EQ(result.history[0].total, ms(10));
  // The host rests longer than the line would wait: 100 ms, then 200.
  EXPECT_EQ(result.history[0].backoff, ms(100));
  EXPECT_EQ(result.history[1].backoff, ms(200));
  EXPECT_EQ(result.timings.total, ms(1)) << "of the last attempt";
  EXPECT_EQ(result.elapsed, ms(10 + 100 + 10 + 200 + 1));
  EXPECT_EQ(summary.flaky, 1U);
  EXPECT_EQ(summary.attempts, 3U);
  EXPECT_EQ(summary.exit_code, 0);
}

TEST_F(EngineRetryTest, ARetryThatWaitsAloneStartsOnTime) {
  config.retry.retries = 2;
  config.retry.wait = ms(60'000);
  config.retry.max_wait = ms(600'000);
  fail_first(2, failure(ErrorCode::connect_refused));
  run(requests_to("a.test", 1));
  // Half of one minute after the first, half of two after the second.
  EXPECT_THAT(starts("http://a.test/0"), ElementsAre(ms(0), ms(30'001), ms(90'002)));
}

TEST_F(EngineRetryTest, WhenTheRetriesAreUsedUpTheLastFailureIsTheResult) {
  config.retry.retries = 2;
  fail_first(9, failure(ErrorCode::connect_refused));
  const Summary summary = run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "connect_refused");
  EXPECT_EQ(sink.of(0).attempts, 3U);
  EXPECT_THAT(sink.of(0).history, SizeIs(2));
  EXPECT_FALSE(sink.of(0).flaky());
  EXPECT_EQ(summary.exit_code, 3);
}

TEST_F(EngineRetryTest, AnExpectedStatusIsNeverRetried) {
  config.retry.retries = 5;
  transport.script = [](const Attempt&) { return reply(503); };
  auto lines = requests_to("a.test", 1);
  own_checks(lines[0]).status = StatusSet{.ranges = {{503, 503}}, .text = "503"};
  run(std::move(lines));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_EQ(sink.of(0).attempts, 1U);
}

TEST_F(EngineRetryTest, AFailedCheckIsNotRetried) {
  config.retry.retries = 5;
  auto lines = requests_to("a.test", 1);
  own_checks(lines[0]).contains = {{.value = "no such text"}};
  run(std::move(lines));
  EXPECT_EQ(outcome(sink.of(0)), "check_failed");
  EXPECT_EQ(sink.of(0).attempts, 1U);
}

TEST_F(EngineRetryTest, ARetryBeginsAtTheFirstHopAgain) {
  config.retry.retries = 1;
  int asked = 0;
  transport.script = [&asked](const Attempt& attempt) {
    if (attempt.target.url == "http://a.test/0") return redirect("http://b.test/x");
    return ++asked == 1 ? failure(ErrorCode::connection_reset) : reply(200);
  };
  run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_EQ(sink.of(0).attempts, 2U);
  EXPECT_THAT(sink.of(0).redirects, SizeIs(1));
  EXPECT_THAT(transport.records(), SizeIs(4));
}

TEST_F(EngineRetryTest, RetryAfterHoldsBackTheWholeHostAndNoOther) {
  config.per_host = 1;
  config.retry.retries = 1;
  transport.script = [this](const Attempt& attempt) {
    if (attempt.target.origin.key() == "http://b.test:80" || clock.elapsed() >= ms(7000))
      return reply(200);
    Reply busy = reply(429, ms(10));
    busy.retry_after = ms(7000);
    return busy;
  };
  run(join(requests_to("a.test", 3), requests_to("b.test", 20)));
  EXPECT_THAT(starts("http://a.test/1"), ElementsAre(ms(7010)));
  EXPECT_THAT(starts("http://a.test/2"), ElementsAre(ms(7011)));
  EXPECT_THAT(starts("http://a.test/0"), ElementsAre(ms(0), ms(7012)))
      << "behind those read by then";
  EXPECT_EQ(sink.of(0).history.at(0).backoff, ms(7002));
  EXPECT_GE(sink.of(1).queued, ms(7010)) << "waiting for a host is waiting in the queue";
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(starts("http://b.test/" + std::to_string(i)), std::vector{ms(i)});
  }
}

TEST_F(EngineRetryTest, RetryAfterAsATimeCountsFromTheWallClock) {
  config.retry.retries = 1;
  transport.script = [this](const Attempt&) {
    if (clock.elapsed() >= ms(5000)) return reply(200);
    Reply busy = reply(503, ms(10));
    busy.retry_after = FakeClock::wall_start() + std::chrono::seconds(5);
    return busy;
  };
  run(requests_to("a.test", 1));
  EXPECT_THAT(starts("http://a.test/0"), ElementsAre(ms(0), ms(5000)));
}

TEST_F(EngineRetryTest, RetryAfterIsCapped) {
  config.retry.retries = 1;
  config.retry.max_wait = ms(2000);
  int asked = 0;
  transport.script = [&asked](const Attempt&) {
    Reply busy = reply(++asked == 1 ? 503 : 200, ms(10));
    busy.retry_after = ms(3'600'000);
    return busy;
  };
  run(requests_to("a.test", 1));
  EXPECT_THAT(starts("http://a.test/0"), ElementsAre(ms(0), ms(2010)));
}

TEST_F(EngineRetryTest, AHostThatTurnsRequestsAwayRestsTwiceAsLongEachTime) {
  config.per_host = 2;
  config.retry.wait = ms(100);
  transport.script = [](const Attempt&) { return reply(503, ms(10)); };
  run(requests_to("a.test", 6));
  std::vector<Duration> all;
  for (const auto& record : transport.records()) all.push_back(record.started);
  EXPECT_THAT(all, ElementsAre(ms(0), ms(0), ms(110), ms(110), ms(320), ms(320)));
}

TEST_F(EngineRetryTest, AnAnswerEndsTheRestsOfAHost) {
  config.per_host = 1;
  config.retry.wait = ms(100);
  int asked = 0;
  transport.script = [&asked](const Attempt&) { return reply(++asked == 3 ? 200 : 503, ms(10)); };
  run(requests_to("a.test", 5));
  std::vector<Duration> all;
  for (const auto& record : transport.records()) all.push_back(record.started);
  EXPECT_THAT(all, ElementsAre(ms(0), ms(110), ms(320), ms(330), ms(440)));
}

TEST_F(EngineRetryTest, AnAnswerToWhatLeftBeforeARestDoesNotEndTheRestsOfAHost) {
  config.per_host = 2;
  config.retry.wait = ms(100);
  int asked = 0;
  transport.script = [&asked](const Attempt&) {
    return ++asked == 2 ? reply(200, ms(50)) : reply(503, ms(10));
  };
  run(requests_to("a.test", 6));
  std::vector<Duration> all;
  for (const auto& record : transport.records()) all.push_back(record.started);
  EXPECT_THAT(all, ElementsAre(ms(0), ms(0), ms(110), ms(110), ms(320), ms(320)));
}

TEST_F(EngineRetryTest, ARefusalOfWhatLeftBeforeARestDoesNotMakeTheHostRestAgain) {
  config.per_host = 2;
  config.retry.wait = ms(100);
  int asked = 0;
  transport.script = [&asked](const Attempt&) {
    ++asked;
    return asked == 1 ? reply(503, ms(10)) : asked == 2 ? reply(503, ms(115)) : reply(200, ms(10));
  };
  run(requests_to("a.test", 4));
  std::vector<Duration> all;
  for (const auto& record : transport.records()) all.push_back(record.started);
  EXPECT_THAT(all, ElementsAre(ms(0), ms(0), ms(110), ms(115)));
}

TEST_F(EngineRetryTest, ARetryAfterOfZeroIsNoRetryAfter) {
  config.per_host = 1;
  config.retry.wait = ms(100);
  transport.script = [](const Attempt&) {
    Reply busy = reply(429, ms(10));
    busy.retry_after = ms(0);
    return busy;
  };
  run(requests_to("a.test", 3));
  std::vector<Duration> all;
  for (const auto& record : transport.records()) all.push_back(record.started);
  EXPECT_THAT(all, ElementsAre(ms(0), ms(110), ms(320)));
}

TEST_F(EngineRetryTest, RestsThatNobodyAskedForDoNotGrowWithoutEnd) {
  config.per_host = 1;
  config.retry.wait = ms(100);
  transport.script = [](const Attempt&) { return reply(503, ms(10)); };
  run(requests_to("a.test", 10));
  // 100, 200, 400, and then 800 each.
  EXPECT_EQ(transport.records().back().started, ms(9 * 10 + 700 + 6 * 800));
}

TEST_F(EngineRetryTest, AWantedStatusDoesNotSlowTheHostWhenSomethingElseIsWrong) {
  config.per_host = 1;
  transport.script = [](const Attempt&) { return reply(503, ms(10)); };
  auto lines = requests_to("a.test", 2);
  for (auto& line : lines) {
    own_checks(line).status = StatusSet{.ranges = {{503, 503}}, .text = "503"};
    own_checks(line).contains = {{.value = "nope"}};
  }
  run(std::move(lines));
  EXPECT_THAT(starts("http://a.test/1"), ElementsAre(ms(10)));
}

TEST_F(EngineRetryTest, ARestThatLastsLongerThanTheDeadlineIsNotWaitedFor) {
  config.retry.retries = 1;
  config.deadline = ms(1000);
  transport.script = [](const Attempt&) {
    Reply busy = reply(429, ms(10));
    busy.retry_after = ms(20'000);
    return busy;
  };
  const Summary summary = run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "http_status");
  EXPECT_EQ(clock.elapsed(), ms(10));
  EXPECT_EQ(summary.exit_code, 1);
}

TEST_F(EngineRetryTest, AStatusThatWasWantedDoesNotSlowTheHost) {
  config.per_host = 1;
  transport.script = [](const Attempt&) {
    Reply busy = reply(503, ms(10));
    busy.retry_after = ms(9000);
    return busy;
  };
  auto lines = requests_to("a.test", 2);
  for (auto& line : lines)
    own_checks(line).status = StatusSet{.ranges = {{503, 503}}, .text = "503"};
  run(std::move(lines));
  EXPECT_THAT(starts("http://a.test/1"), ElementsAre(ms(10)));
}

TEST_F(EngineRetryTest, RetriesDoNotKeepOthersFromTheirFirstAttempt) {
  config.per_host = 1;
  config.concurrency = 1;
  config.retry.retries = 3;
  chance = 0;  // tried again at once
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url == "http://a.test/4" ? reply(200)
                                                   : failure(ErrorCode::connection_reset, ms(10));
  };
  run(requests_to("a.test", 5));
  EXPECT_THAT(starts("http://a.test/4"), ElementsAre(ms(40)));
}

TEST_F(EngineRetryTest, AFailedLookupIsMadeAnewForARetry) {
  config.retry.retries = 1;
  config.retry.wait = ms(200);
  int asked = 0;
  transport.name_server = [&asked](const std::string& name) {
    FakeTransport::Answer answer;
    answer.lookup.name = name;
    if (++asked == 1) {
      answer.lookup.error = make_error(ErrorCode::dns_failed, "no such name");
    } else {
      answer.lookup.addresses = "192.0.2.1";
    }
    return answer;
  };
  run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_THAT(transport.lookups(), SizeIs(2));
}

TEST_F(EngineRetryTest, AStopWhileARetryWaitsLeavesTheLineCancelledWithWhatItTried) {
  config.retry.retries = 5;
  config.retry.wait = ms(60'000);
  config.retry.max_wait = ms(60'000);
  fail_first(9, failure(ErrorCode::connect_refused));
  stop_at(ms(100), StopCause::interrupt);
  const Summary summary = run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "cancelled");
  EXPECT_EQ(sink.of(0).attempts, 1U);
  ASSERT_THAT(sink.of(0).history, SizeIs(1));
  EXPECT_EQ(sink.of(0).history[0].error, ErrorCode::connect_refused);
  EXPECT_THAT(sink.of(0).error->message,
              testing::HasSubstr("while it waited for its next attempt"));
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(summary.skipped, 0U);
  EXPECT_EQ(summary.exit_code, 130);
}

}  // namespace
}  // namespace urlfan::engine_retry_test
