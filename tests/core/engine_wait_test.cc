// --wait-for: a line is tried until it passes.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_wait_test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Le;
using testing::SizeIs;

class EngineWaitTest : public EngineTest {
 protected:
  EngineWaitTest() { config.wait_for = ms(90'000); }

  /// A service that is up from then on.
  void up_at(Duration time, const Reply& before) {
    transport.script = [this, time, before](const Attempt&) {
      return clock.elapsed() >= time ? reply(200) : before;
    };
  }
  std::vector<Duration> starts() const {
    std::vector<Duration> all;
    for (const auto& record : transport.records()) all.push_back(record.started);
    return all;
  }
};

TEST_F(EngineWaitTest, AServiceThatComesUpPassesAndTellsWhen) {
  up_at(ms(1200), failure(ErrorCode::connect_refused, ms(1)));
  const Summary summary = run(requests_to("a.test", 1));
  EXPECT_THAT(starts(), ElementsAre(ms(0), ms(501), ms(1002), ms(1503)));
  const Result& result = sink.of(0);
  EXPECT_EQ(outcome(result), "ok");
  EXPECT_EQ(result.ready, ms(1504));
  EXPECT_EQ(result.attempts, 4U);
  EXPECT_FALSE(result.flaky()) << "it was waited for";
  EXPECT_EQ(summary.flaky, 0U);
  EXPECT_EQ(summary.exit_code, 0);
}

TEST_F(EngineWaitTest, ALineThatPassedIsDone) {
  transport.script = [this](const Attempt& attempt) {
    const bool up = attempt.target.url == "http://a.test/0" || clock.elapsed() >= ms(3000);
    return up ? reply(200) : failure(ErrorCode::connect_refused);
  };
  run(requests_to("a.test", 2));
  EXPECT_EQ(sink.of(0).attempts, 1U);
  EXPECT_EQ(sink.of(0).ready, ms(1));
  EXPECT_GE(sink.of(1).ready, ms(3000));
}

TEST_F(EngineWaitTest, AnyFailureIsTriedAgain) {
  for (const ErrorCode code : {ErrorCode::tls_expired, ErrorCode::dns_failed,
                               ErrorCode::protocol_error, ErrorCode::too_many_redirects}) {
    clock.advance(ms(1'000'000));
    int asked = 0;
    FakeTransport other(clock);
    other.script = [&](const Attempt&) { return ++asked == 1 ? failure(code) : reply(200); };
    RecordingSink results;
    FakeSource source(requests_to("a.test", 1));
    Engine(config, config, other, other, clock).run(source, results);
    EXPECT_EQ(outcome(results.of(0)), "ok") << to_string(code);
  }
}

TEST_F(EngineWaitTest, AFailedCheckAndAPostAreTriedAgainToo) {
  int asked = 0;
  transport.script = [&asked](const Attempt&) {
    Reply answer = reply(200);
    answer.body = ++asked < 3 ? "starting" : "ready";
    return answer;
  };
  auto lines = requests_to("a.test", 1);
  lines[0].method = "POST";
  own_checks(lines[0]).contains = {{.value = "ready"}};
  run(std::move(lines));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_EQ(sink.of(0).attempts, 3U);
}

TEST_F(EngineWaitTest, ABadLineIsNotWaitedFor) {
  run({bad_request()});
  EXPECT_EQ(outcome(sink.of(0)), "invalid_input");
  EXPECT_EQ(clock.elapsed(), ms(0));
}

TEST_F(EngineWaitTest, WhenTheTimeIsOverTheLastFailureIsTheResult) {
  config.wait_for = ms(2000);
  up_at(ms(3'600'000), reply(503));
  const Summary summary = run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "http_status");
  EXPECT_FALSE(sink.of(0).ready);
  EXPECT_EQ(sink.of(0).error->message,
            "HTTP 503, expected below 400; still so after 2.00 s and 5 attempts");
  EXPECT_LE(clock.elapsed(), ms(2001)) << "the last one is made as the time ends";
  EXPECT_EQ(summary.exit_code, 1);
}

TEST_F(EngineWaitTest, WhatComesUpInTheLastIntervalIsUp) {
  config.wait_for = ms(6000);
  config.interval = ms(2000);
  up_at(ms(5700), reply(503));
  run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
}

TEST_F(EngineWaitTest, NoAttemptOutlastsTheTime) {
  config.wait_for = ms(15'000);
  transport.script = [](const Attempt&) { return never(); };
  run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "timeout");
  EXPECT_EQ(clock.elapsed(), ms(15'000)) << "10 s, the interval, and the rest";
}

TEST_F(EngineWaitTest, TheHistoryKeepsTheLastTen) {
  up_at(ms(60'000), reply(503));
  run(requests_to("a.test", 1));
  EXPECT_GT(sink.of(0).attempts, 100U);
  EXPECT_THAT(sink.of(0).history, SizeIs(10));
}

TEST_F(EngineWaitTest, TheIntervalIsKeptWhateverTheServerAsksFor) {
  transport.script = [this](const Attempt&) {
    Reply busy = clock.elapsed() >= ms(2000) ? reply(200) : reply(503);
    busy.retry_after = ms(20'000);
    return busy;
  };
  run(requests_to("a.test", 1));
  EXPECT_LE(sink.of(0).ready, ms(2510));
}

TEST_F(EngineWaitTest, LinesThatHangDoNotKeepOthersFromTheirTurn) {
  config.per_host = 2;
  config.wait_for = ms(60'000);
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url == "http://a.test/5" ? reply(200) : never();
  };
  run(requests_to("a.test", 6));
  EXPECT_EQ(outcome(sink.of(5)), "ok");
  EXPECT_LE(sink.of(5).ready, ms(25'000));
  for (int i = 0; i < 5; ++i) EXPECT_GE(sink.of(static_cast<std::uint64_t>(i)).attempts, 2U) << i;
}

TEST_F(EngineWaitTest, ANameThatAppearsIsFoundWithinAnInterval) {
  transport.name_server = [this](const std::string& name) {
    FakeTransport::Answer answer;
    answer.lookup.name = name;
    if (clock.elapsed() >= ms(3000)) {
      answer.lookup.addresses = "192.0.2.1";
    } else {
      answer.lookup.error = make_error(ErrorCode::dns_failed, "no such name");
    }
    return answer;
  };
  run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_LE(sink.of(0).ready, ms(3600));
}

TEST_F(EngineWaitTest, ALaterHopHasTheTimeThatIsLeftAndNotLess) {
  config.wait_for = ms(10'000);
  config.timeout = ms(60'000);
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url == "http://a.test/" ? redirect("http://a.test/2", ms(4000))
                                                  : reply(200);
  };
  run({request("http://a.test/")});
  EXPECT_EQ(transport.record_of("http://a.test/2").attempt.timeout, ms(6000));
}

}  // namespace
}  // namespace urlfan::engine_wait_test
