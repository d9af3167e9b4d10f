// What the engine promises for every line: one result, with what the line said and what came.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(EngineTest, EveryLineOfAMixedListHasExactlyOneResult) {
  transport.script = [](const Attempt& attempt) {
    const std::string& url = attempt.target.url;
    if (url == "http://a.test/moved") return redirect("http://b.test/there", ms(2));
    if (url == "http://a.test/busy") return reply(503, ms(3));
    if (url == "http://a.test/silent") return never();
    if (url == "http://none.test/") return failure(ErrorCode::dns_failed, ms(4));
    return reply(200, ms(5));
  };
  const Summary summary =
      run({request("http://a.test/fine"), bad_request(), request("http://a.test/moved"),
           request("http://a.test/busy"), request("http://none.test/"), bad_request(),
           request("http://a.test/silent")});

  ASSERT_EQ(sink.results.size(), 7U);
  std::vector<std::string> outcomes;
  for (std::uint64_t i = 0; i < 7; ++i) outcomes.push_back(outcome(sink.of(i)));
  EXPECT_THAT(outcomes, ElementsAre("ok", "invalid_input", "ok", "http_status", "dns_failed",
                                    "invalid_input", "timeout"));
  EXPECT_EQ(summary.total, 7U);
  EXPECT_EQ(summary.ok, 2U);
  EXPECT_EQ(summary.failed, 5U);
  EXPECT_EQ(summary.skipped, 0U);
  EXPECT_EQ(summary.exit_code, 1);
  EXPECT_TRUE(summary.complete);
  EXPECT_TRUE(summary.input_complete);
}

TEST_F(EngineTest, FiveThousandMixedLinesEachHaveTheirOwnResult) {
  constexpr std::uint64_t count = 5000;
  std::vector<Request> requests;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string host = "http://h" + std::to_string(i % 37) + ".test/";
    requests.push_back(i % 11 == 3 ? bad_request() : request(host + std::to_string(i)));
    requests.back().where.line = i + 1;
  }
  transport.script = [](const Attempt& attempt) {
    const auto number = attempt.order;
    const Duration latency(1 + number * 7919 % 20'011);  // up to 20 ms, in no order
    if (attempt.target.url.ends_with("/hop")) return reply(200, latency);
    if (number % 7 == 1) return failure(ErrorCode::connect_refused, latency);
    if (number % 7 == 2) return reply(500, latency);
    if (number % 7 == 3) return redirect(attempt.target.url + "/hop", latency);
    return reply(200, latency);
  };
  const Summary summary = run(std::move(requests));

  ASSERT_EQ(sink.results.size(), count);
  std::vector<int> seen(count);
  for (const auto& result : sink.results) {
    ASSERT_LT(result.index, count);
    ++seen[result.index];
    ASSERT_EQ(result.where.line, result.index + 1);
    const bool bad = result.index % 11 == 3;
    const auto kind = result.index % 7;
    ASSERT_EQ(outcome(result), bad         ? "invalid_input"
                               : kind == 1 ? "connect_refused"
                               : kind == 2 ? "http_status"
                                           : "ok");
    if (!bad) {
      ASSERT_TRUE(result.url.ends_with("test/" + std::to_string(result.index))) << result.url;
    }
  }
  EXPECT_THAT(seen, testing::Each(1));
  EXPECT_EQ(summary.total, count);
  EXPECT_EQ(summary.ok + summary.failed, count);
}

TEST_F(EngineTest, AResultSaysWhatTheLineSaid) {
  Request line = request("http://user:secret@a.test/x");
  line.where = {.file = "urls.txt", .line = 12};
  line.name = "web";
  line.method = "HEAD";
  run({line});

  const Result& result = sink.of(0);
  EXPECT_EQ(result.where.file, "urls.txt");
  EXPECT_EQ(result.where.line, 12U);
  EXPECT_EQ(result.name, "web");
  EXPECT_EQ(result.method, "HEAD");
  EXPECT_EQ(result.url, "http://user:***@a.test/x");
  EXPECT_EQ(result.effective_url, "http://user:***@a.test/x");
  EXPECT_EQ(result.attempts, 1U);
}

TEST_F(EngineTest, AResultSaysWhatTheServerSaid) {
  transport.script = [](const Attempt&) {
    Reply answer = reply(204, ms(25));
    answer.body = "hello";
    return answer;
  };
  run({request("http://a.test/")});

  const Result& result = sink.of(0);
  EXPECT_EQ(result.response.status, 204);
  EXPECT_EQ(result.response.body, "hello");
  EXPECT_EQ(result.response.body_bytes, 5U);
  EXPECT_EQ(result.timings.total, ms(25));
  ASSERT_EQ(result.checks.size(), 1U);
  EXPECT_TRUE(result.checks[0].ok);
}

TEST_F(EngineTest, ABadLineIsAnsweredAndNothingIsSent) {
  run({bad_request("what was expected")});
  EXPECT_THAT(transport.records(), IsEmpty());
  const Result& result = sink.of(0);
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->code, ErrorCode::invalid_input);
  EXPECT_EQ(result.error->message, "what was expected");
  EXPECT_EQ(result.url, "");
  EXPECT_EQ(result.method, "");
  EXPECT_EQ(result.effective_url, "");
  EXPECT_EQ(result.attempts, 0U);
  EXPECT_FALSE(result.queued);
  EXPECT_FALSE(result.elapsed);
  EXPECT_FALSE(result.started_at);
  EXPECT_FALSE(result.timings.total);
  EXPECT_THAT(result.checks, IsEmpty());
  EXPECT_EQ(sink.summary->exit_code, 2);
}

TEST_F(EngineTest, AFailureHasNoChecks) {
  transport.script = [](const Attempt&) { return failure(ErrorCode::tls_expired); };
  run({request("https://a.test/")});
  EXPECT_EQ(outcome(sink.of(0)), "tls_expired");
  EXPECT_THAT(sink.of(0).checks, IsEmpty());
  EXPECT_EQ(sink.summary->exit_code, 3);
}

TEST_F(EngineTest, AnAttemptWithoutATotalLeavesItUnknown) {
  // As when nothing could be sent for want of a descriptor: 0 ms would be a lie.
  class NoTimes final : public Transport {
   public:
    void start(Attempt attempt) override { ids_.push_back(attempt.order); }
    void look_up(const std::string& name) override { names_.push_back(name); }
    Arrivals take() override {
      Arrivals arrivals;
      for (auto& name : std::exchange(names_, {})) {
        arrivals.lookups.emplace_back().name = std::move(name);
      }
      auto& done = arrivals.completions;
      done.resize(ids_.size());
      for (std::size_t i = 0; i < ids_.size(); ++i) {
        done[i].id = ids_[i];
        done[i].error = make_error(ErrorCode::local_resources, "no descriptor left");
      }
      ids_.clear();
      return arrivals;
    }
    void cancel(const std::vector<std::uint64_t>& /*ids*/) override {}
    void cancel_all() override { ids_.clear(); }

   private:
    std::vector<std::uint64_t> ids_;
    std::vector<std::string> names_;
  };
  NoTimes no_times;
  FakeSource source({request("http://a.test/")});
  Engine(config, config, no_times, transport, clock).run(source, sink);
  EXPECT_EQ(outcome(sink.of(0)), "local_resources");
  EXPECT_FALSE(sink.of(0).timings.total);
}

TEST_F(EngineTest, TheLineOverridesTheTimeouts) {
  config.timeout = ms(4000);
  config.connect_timeout = ms(3000);
  config.keep_body = 77;
  Request own = request("http://a.test/own");
  own.timeout = ms(250);
  own.connect_timeout = ms(125);
  own.method = "PUT";
  run({request("http://a.test/default"), own});

  const Attempt& usual = transport.record_of("http://a.test/default").attempt;
  EXPECT_EQ(usual.timeout, ms(4000));
  EXPECT_EQ(usual.connect_timeout, ms(3000));
  EXPECT_EQ(usual.keep_body, 77U);
  EXPECT_EQ(usual.method, "GET");
  const Attempt& special = transport.record_of("http://a.test/own").attempt;
  EXPECT_EQ(special.timeout, ms(250));
  EXPECT_EQ(special.connect_timeout, ms(125));
  EXPECT_EQ(special.method, "PUT");
}

TEST_F(EngineTest, QueuedIsTheWaitBeforeTheFirstStart) {
  config.concurrency = 1;
  transport.script = [](const Attempt&) { return reply(200, ms(40)); };
  run(requests_to("a.test", 3));
  EXPECT_EQ(sink.of(0).queued, ms(0));
  EXPECT_EQ(sink.of(1).queued, ms(40));
  EXPECT_EQ(sink.of(2).queued, ms(80));
  EXPECT_EQ(sink.of(2).elapsed, ms(40)) << "counted from the first start";
  EXPECT_EQ(sink.of(2).started_at, FakeClock::wall_start() + ms(80));
}

TEST_F(EngineTest, TheTimeOfAnAttemptDoesNotIncludeItsQueue) {
  config.concurrency = 1;
  config.timeout = ms(50);
  transport.script = [](const Attempt&) { return reply(200, ms(40)); };
  const Summary summary = run(requests_to("a.test", 10));
  EXPECT_EQ(summary.ok, 10U);
}

TEST_F(EngineTest, AnAnswerThatTakesTooLongFailsItsTimeCheck) {
  transport.script = [](const Attempt&) { return reply(200, ms(101)); };
  Request line = request("http://a.test/");
  own_checks(line).max_time = ms(100);
  run({line});
  EXPECT_EQ(outcome(sink.of(0)), "check_failed");
  EXPECT_EQ(sink.of(0).checks.size(), 2U);
  EXPECT_EQ(sink.summary->exit_code, 1);
}

TEST_F(EngineTest, TheSummaryTellsTheTimesOfTheRun) {
  clock.advance(ms(7));
  transport.script = [](const Attempt&) { return reply(200, ms(40)); };
  const Summary summary = run({request("http://a.test/")});
  EXPECT_EQ(summary.wall, ms(40));
  EXPECT_EQ(summary.started_at, FakeClock::wall_start() + ms(7));
  EXPECT_EQ(summary.attempts, 1U);
  ASSERT_TRUE(sink.summary);
  EXPECT_EQ(sink.summary->wall, ms(40));
  EXPECT_EQ(sink.summary->exit_code, 0);
}

TEST_F(EngineTest, AnEmptyListIsAnErrorAndWritesNothing) {
  const Summary summary = run(std::vector<Request>());
  EXPECT_EQ(summary.exit_code, 2);
  EXPECT_EQ(summary.total, 0U);
  EXPECT_FALSE(sink.summary);
}

TEST_F(EngineTest, AnEmptyListIsASuccessWhenThatIsAllowed) {
  config.allow_empty = true;
  const Summary summary = run(std::vector<Request>());
  EXPECT_EQ(summary.exit_code, 0);
  EXPECT_TRUE(summary.input_complete);
  EXPECT_TRUE(sink.summary);
}

}  // namespace
}  // namespace urlfan::engine_test
