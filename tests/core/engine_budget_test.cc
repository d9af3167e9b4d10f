// Budgets: the deadline, and how many failures a run may have.

#include <gmock/gmock.h>

#include <string>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_budget_test {
namespace {

class EngineBudgetTest : public EngineTest {
 protected:
  std::uint64_t count(const std::string& wanted) const {
    std::uint64_t found = 0;
    for (const auto& result : sink.results) found += outcome(result) == wanted ? 1U : 0U;
    return found;
  }
};

TEST_F(EngineBudgetTest, TheDeadlineEndsTheRunAndEveryLineSaysSo) {
  config.deadline = ms(1000);
  config.per_host = 2;
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url == "http://a.test/0" ? reply(200) : never();
  };
  const Summary summary = run(requests_to("a.test", 5));
  EXPECT_EQ(clock.elapsed(), ms(1000));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_EQ(count("deadline"), 4U);
  EXPECT_EQ(sink.of(1).attempts, 1U);
  EXPECT_EQ(sink.of(4).attempts, 0U);
  EXPECT_TRUE(transport.cancelled());
  EXPECT_EQ(summary.failed, 2U);
  EXPECT_EQ(summary.skipped, 2U);
  EXPECT_FALSE(summary.complete);
  EXPECT_TRUE(summary.input_complete);
  EXPECT_EQ(summary.exit_code, 4);
}

TEST_F(EngineBudgetTest, AListThatIsDoneBeforeTheDeadlineIsComplete) {
  config.deadline = ms(1000);
  const Summary summary = run(requests_to("a.test", 5));
  EXPECT_TRUE(summary.complete);
  EXPECT_EQ(summary.exit_code, 0);
}

TEST_F(EngineBudgetTest, AListThatIsStillOpenAtTheDeadlineIsNotComplete) {
  config.deadline = ms(1000);
  FakeSource source;
  source.put(request("http://a.test/"));
  source.fd = 7;
  const Summary summary = run(source);
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_FALSE(summary.input_complete);
  EXPECT_EQ(summary.exit_code, 4);
}

TEST_F(EngineBudgetTest, WhatIsAnsweredAtTheDeadlineCounts) {
  config.deadline = ms(1000);
  transport.script = [](const Attempt&) { return reply(200, ms(1000)); };
  run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
}

TEST_F(EngineBudgetTest, ARetryThatWouldComeAfterTheDeadlineIsNotWaitedFor) {
  config.deadline = ms(10'000);
  config.retry = {.retries = 5, .wait = ms(60'000), .max_wait = ms(60'000), .all_methods = false};
  transport.script = [](const Attempt&) { return failure(ErrorCode::connect_refused); };
  const Summary summary = run(requests_to("a.test", 1));
  EXPECT_EQ(outcome(sink.of(0)), "connect_refused");
  EXPECT_EQ(summary.exit_code, 3);
  EXPECT_LT(clock.elapsed(), ms(1000));
}

TEST_F(EngineBudgetTest, FailFastEndsTheRunWithTheFirstFailure) {
  config.fail_fast = true;
  config.per_host = 2;
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url == "http://a.test/0" ? reply(404, ms(10)) : never();
  };
  const Summary summary = run(requests_to("a.test", 5));
  EXPECT_EQ(clock.elapsed(), ms(10));
  EXPECT_EQ(outcome(sink.of(0)), "http_status");
  EXPECT_EQ(outcome(sink.of(1)), "cancelled");
  EXPECT_EQ(count("skipped"), 3U);
  EXPECT_FALSE(summary.complete);
  EXPECT_EQ(summary.exit_code, 1);
}

TEST_F(EngineBudgetTest, FailFastAtTheLastLineIsStillACompleteRun) {
  config.fail_fast = true;
  transport.script = [](const Attempt&) { return reply(404); };
  const Summary summary = run(requests_to("a.test", 1));
  EXPECT_TRUE(summary.complete);
  EXPECT_EQ(summary.exit_code, 1);
}

TEST_F(EngineBudgetTest, FailFastReadsNoFurther) {
  config.fail_fast = true;
  transport.script = [](const Attempt&) { return failure(ErrorCode::connect_refused); };
  FakeSource source(requests_to("a.test", 50'000));
  const Summary summary = run(source);
  EXPECT_LT(source.read, 20'000U);
  EXPECT_EQ(sink.results.size(), source.read);
  EXPECT_FALSE(summary.input_complete);
  EXPECT_EQ(summary.exit_code, 3);
}

TEST_F(EngineBudgetTest, ACountOfFailuresIsTolerated) {
  config.per_host = 1;
  config.tolerance.count = 2;
  int asked = 0;
  transport.script = [&asked](const Attempt&) { return reply(++asked % 2 == 0 ? 404 : 200); };
  const Summary four = run(requests_to("a.test", 5));
  EXPECT_TRUE(four.complete);
  EXPECT_EQ(four.failed, 2U);
  EXPECT_EQ(four.exit_code, 0);
}

TEST_F(EngineBudgetTest, OneFailureTooManyEndsTheRun) {
  config.per_host = 1;
  config.tolerance.count = 2;
  transport.script = [](const Attempt&) { return reply(404); };
  const Summary summary = run(requests_to("a.test", 10));
  EXPECT_EQ(count("http_status"), 3U);
  EXPECT_EQ(count("skipped"), 7U);
  EXPECT_EQ(summary.exit_code, 1);
}

TEST_F(EngineBudgetTest, APercentageIsJudgedAtTheEnd) {
  config.per_host = 1;
  config.tolerance.percent = 20;
  int asked = 0;
  transport.script = [&asked](const Attempt&) { return reply(++asked <= 2 ? 404 : 200); };
  const Summary summary = run(requests_to("a.test", 10));
  EXPECT_EQ(summary.failed, 2U);
  EXPECT_TRUE(summary.complete);
  EXPECT_EQ(summary.exit_code, 0);
}

TEST_F(EngineBudgetTest, FailOnSaysWhichFailuresCount) {
  struct Case {
    FailOn fail_on;
    int with_both;
    int with_transport_only;
  };
  for (const auto& [fail_on, with_both, with_transport_only] :
       {Case{FailOn::any, 1, 3}, Case{FailOn::check, 1, 0}, Case{FailOn::transport, 3, 3},
        Case{FailOn::never, 0, 0}}) {
    for (const bool both : {true, false}) {
      FakeTransport other(clock);
      other.script = [both](const Attempt& attempt) {
        if (attempt.target.url == "http://a.test/0") return failure(ErrorCode::connect_refused);
        return reply(both ? 404 : 200);
      };
      RecordingSink results;
      FakeSource source(requests_to("a.test", 2));
      EngineConfig tested;
      tested.tolerance.fail_on = fail_on;
      EXPECT_EQ(Engine(tested, tested, other, other, clock).run(source, results).exit_code,
                both ? with_both : with_transport_only);
    }
  }
}

TEST_F(EngineBudgetTest, WhatAStageCallsKnownDoesNotFailTheRun) {
  config.stages.emplace_back([](Result& result) {
    if (!result.ok()) result.baseline = BaselineVerdict::known;
  });
  config.fail_fast = true;
  transport.script = [](const Attempt& attempt) {
    return reply(attempt.target.url == "http://a.test/0" ? 410 : 200);
  };
  const Summary summary = run(requests_to("a.test", 3));
  EXPECT_EQ(sink.of(0).baseline, BaselineVerdict::known);
  EXPECT_TRUE(summary.complete);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(summary.exit_code, 0);
}

}  // namespace
}  // namespace urlfan::engine_budget_test
