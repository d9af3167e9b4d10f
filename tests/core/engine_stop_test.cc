// Every way a run can end before its list: what was read has its result, and a summary closes it.

#include <gmock/gmock.h>

#include <map>
#include <new>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_stop_test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

struct Signal {
  StopCause cause;
  int exit_code;
  const char* name;
};

// For the names of the tests: the default shows an address, another one in every run.
void PrintTo(const Signal& signal, std::ostream* out) { *out << signal.name; }

class EngineSignalTest : public EngineTest, public testing::WithParamInterface<Signal> {};

TEST_P(EngineSignalTest, AStopCancelsWhatIsUnfinished) {
  config.concurrency = 3;
  transport.script = [](const Attempt& attempt) {
    return attempt.order == 0 ? reply(200, ms(10)) : never();
  };
  stop_at(ms(50), GetParam().cause);
  FakeSource source;
  for (auto& line : requests_to("a.test", 8)) source.put(std::move(line));  // and no end
  const Summary summary = run(source);

  EXPECT_EQ(clock.elapsed(), ms(50)) << "at once";
  ASSERT_THAT(sink.results, SizeIs(8));
  EXPECT_TRUE(sink.of(0).ok());
  for (std::uint64_t i = 1; i < 8; ++i) {
    const Result& result = sink.of(i);
    EXPECT_EQ(outcome(result), "cancelled");
    EXPECT_EQ(result.error->phase, Phase::run);
    EXPECT_TRUE(result.error->retryable);
    EXPECT_THAT(result.error->message, HasSubstr(GetParam().name));
    EXPECT_EQ(result.attempts, i <= 3 ? 1U : 0U);
    EXPECT_EQ(result.started_at.has_value(), i <= 3);
    EXPECT_EQ(result.effective_url.empty(), i > 3) << "empty when nothing was sent";
  }
  EXPECT_EQ(summary.total, 8U);
  EXPECT_EQ(summary.ok, 1U);
  EXPECT_EQ(summary.failed, 3U) << "started, not finished";
  EXPECT_EQ(summary.skipped, 4U) << "never started";
  EXPECT_EQ(summary.exit_code, GetParam().exit_code);
  EXPECT_EQ(summary.stop, GetParam().cause);
  EXPECT_FALSE(summary.complete);
  EXPECT_FALSE(summary.input_complete);
  EXPECT_TRUE(sink.summary);
  EXPECT_TRUE(transport.cancelled());
}

INSTANTIATE_TEST_SUITE_P(Signals, EngineSignalTest,
                         testing::Values(Signal{StopCause::interrupt, 130, "SIGINT"},
                                         Signal{StopCause::hangup, 129, "SIGHUP"},
                                         Signal{stopped_by_signal(3), 131, "SIGQUIT"},
                                         Signal{StopCause::terminate, 143, "SIGTERM"}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(EngineTest, LinesThatWereNotReadHaveNoResult) {
  config.read_ahead = 5;
  transport.script = [](const Attempt&) { return never(); };
  stop_at(ms(10), StopCause::interrupt);
  const Summary summary = run(requests_to("a.test", 100));
  EXPECT_EQ(summary.total, 5U);
  EXPECT_THAT(sink.results, SizeIs(5));
  EXPECT_FALSE(summary.input_complete);
}

TEST_F(EngineTest, AStopIsSeenBeforeTheNextLineIsRead) {
  FakeSource source(requests_to("a.test", 100));
  source.on_next = [&] {
    if (source.read == 10) stop(StopCause::interrupt);
  };
  const Summary summary = run(source);
  EXPECT_EQ(source.read, 11U);
  EXPECT_EQ(summary.total, 11U);
  EXPECT_FALSE(summary.input_complete);
}

TEST_F(EngineTest, ADeadlineIsSeenBeforeTheNextLineIsRead) {
  config.deadline = ms(50);
  FakeSource source(requests_to("a.test", 100));
  source.on_next = [&] { clock.advance(ms(5)); };
  EXPECT_EQ(run(source).exit_code, 4);
  EXPECT_EQ(source.read, 10U);
}

TEST_F(EngineTest, LinesThatTakeLongToReadDoNotKeepRequestsFromLeaving) {
  FakeSource source(requests_to("a.test", 100));
  std::size_t left_after = 0;
  transport.script = [&](const Attempt&) {
    if (left_after == 0) left_after = source.read;
    return reply(200);
  };
  source.on_next = [&] { clock.advance(ms(4)); };
  EXPECT_EQ(run(source).ok, 100U);
  EXPECT_EQ(left_after, 6U) << "two batches: the first line waits for its name";
}

TEST_F(EngineTest, AStopAfterTheWholeListWasReadLeavesTheInputComplete) {
  transport.script = [](const Attempt&) { return never(); };
  stop_at(ms(10), StopCause::interrupt);
  const Summary summary = run(requests_to("a.test", 2));
  EXPECT_TRUE(summary.input_complete);
  EXPECT_FALSE(summary.complete);
}

TEST_F(EngineTest, WhatIsAnsweredAlreadyCountsAtAStop) {
  transport.script = [](const Attempt& attempt) {
    return reply(200, attempt.order == 0 ? ms(10) : ms(20));
  };
  // While the first result is written, the signal and the second answer come in.
  sink.on_write = [this](const Result& result) {
    if (result.index != 0) return;
    stop(StopCause::interrupt);
    clock.advance(ms(10));
  };
  const Summary summary = run(requests_to("a.test", 2));
  EXPECT_EQ(summary.ok, 2U);
  EXPECT_EQ(summary.exit_code, 130);
}

TEST_F(EngineTest, ALineBetweenTwoHopsWasStarted) {
  config.per_host = 1;
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url == "http://a.test/" ? redirect("http://busy.test/2", ms(5)) : never();
  };
  stop_at(ms(50), StopCause::interrupt);
  const Summary summary = run({request("http://busy.test/"), request("http://a.test/")});
  EXPECT_EQ(outcome(sink.of(1)), "cancelled");
  EXPECT_EQ(sink.of(1).redirects.size(), 1U);
  EXPECT_EQ(sink.of(1).effective_url, "http://a.test/") << "where the last exchange went";
  EXPECT_EQ(summary.failed, 2U);
  EXPECT_EQ(summary.skipped, 0U);
}

TEST_F(EngineTest, AStopBeforeTheRunReadsNothing) {
  stop(StopCause::terminate);
  FakeSource source(requests_to("a.test", 3));
  const Summary summary = run(source);
  EXPECT_EQ(source.asked, 0U);
  EXPECT_EQ(summary.exit_code, 143);
  EXPECT_TRUE(sink.summary) << "the output is closed all the same";
}

TEST_F(EngineTest, TheFirstCauseOfAStopStays) {
  stop(StopCause::interrupt);
  stop(StopCause::terminate);
  EXPECT_EQ(run(requests_to("a.test", 1)).exit_code, 130);
}

TEST_F(EngineTest, AStopWhileTheListIsPendingEndsTheRun) {
  FakeSource source;
  source.fd = 42;
  stop_at(ms(10), StopCause::interrupt);
  EXPECT_EQ(run(source).exit_code, 130);
  EXPECT_TRUE(sink.summary);
}

TEST_F(EngineTest, CancelledLinesAreWrittenInTheirOrder) {
  config.concurrency = 2;
  transport.script = [](const Attempt&) { return never(); };
  stop_at(ms(10), StopCause::interrupt);
  run(join(requests_to("a.test", 5), requests_to("b.test", 5)));
  ASSERT_THAT(sink.results, SizeIs(10));
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(sink.results[i].index, i);
}

TEST_F(EngineTest, AnExceptionWhileWaitingIsAFailureOfUrlfanItself) {
  config.concurrency = 2;
  transport.script = [](const Attempt&) { return never(); };
  transport.at(ms(10), [] { throw std::runtime_error("a loop died"); });
  const Summary summary = run(requests_to("a.test", 5));

  ASSERT_THAT(sink.results, SizeIs(5));
  for (std::uint64_t i = 0; i < 5; ++i) {
    EXPECT_EQ(outcome(sink.of(i)), "internal");
    EXPECT_THAT(sink.of(i).error->message, HasSubstr("a loop died"));
  }
  EXPECT_EQ(summary.total, summary.ok + summary.failed + summary.skipped);
  EXPECT_EQ(summary.exit_code, 5);
  EXPECT_EQ(summary.stop, StopCause::internal);
  EXPECT_FALSE(summary.complete);
  EXPECT_TRUE(sink.summary) << "the output is closed all the same";
  EXPECT_TRUE(transport.cancelled());
}

TEST_F(EngineTest, AnExceptionDuringAStopStillClosesTheOutput) {
  transport.script = [](const Attempt& attempt) {
    return attempt.order == 0 ? reply(200, ms(10)) : never();
  };
  sink.on_write = [this](const Result& result) {
    if (result.index != 0) return;
    stop(StopCause::interrupt);
    transport.at(ms(10), [] { throw std::runtime_error("a loop died"); });
  };
  Summary summary;
  EXPECT_NO_THROW(summary = run(requests_to("a.test", 3)));
  EXPECT_THAT(sink.results, SizeIs(3));
  EXPECT_TRUE(sink.summary);
  EXPECT_FALSE(summary.complete);
}

TEST_F(EngineTest, ALineWhoseStartThrowsHasItsResult) {
  transport.script = [](const Attempt& attempt) {
    if (attempt.order == 2) throw std::runtime_error("no memory left");
    return reply(200, ms(10));
  };
  const Summary summary = run(requests_to("a.test", 5));
  EXPECT_THAT(sink.results, SizeIs(5));
  EXPECT_EQ(outcome(sink.of(2)), "internal");
  EXPECT_EQ(summary.total, 5U);
  EXPECT_EQ(summary.exit_code, 5);
}

TEST_F(EngineTest, AnExceptionOfTheListIsAFailureOfUrlfanItself) {
  FakeSource source(requests_to("a.test", 5));
  source.on_next = [&] {
    if (source.read == 3) throw std::runtime_error("cannot read on");
  };
  const Summary summary = run(source);
  EXPECT_THAT(sink.results, SizeIs(3)) << "what was read has its result";
  EXPECT_EQ(summary.exit_code, 5);
  EXPECT_FALSE(summary.input_complete);
}

class Full : public std::runtime_error {
 public:
  Full() : std::runtime_error("disk full") {}
};

TEST_F(EngineTest, AnExceptionOfTheSinkPassesThrough) {
  int written = 0;
  sink.on_write = [&](const Result&) {
    if (++written == 3) throw Full();
  };
  EXPECT_THROW(run(requests_to("a.test", 9)), Full);
  EXPECT_FALSE(sink.summary) << "there is nowhere left to write";
}

TEST_F(EngineTest, AnExceptionOfTheSinkOverABadLinePassesThrough) {
  sink.on_write = [](const Result&) { throw Full(); };
  EXPECT_THROW(run({bad_request()}), Full);
}

TEST_F(EngineTest, AnExceptionOfTheSinkAtItsIdleCallPassesThrough) {
  sink.on_idle = [](const Progress&) { throw Full(); };
  EXPECT_THROW(run(requests_to("a.test", 1)), Full);
}

TEST_F(EngineTest, AnExceptionOfTheSinkAtTheEndPassesThrough) {
  sink.on_finish = [] { throw Full(); };
  EXPECT_THROW(run(requests_to("a.test", 1)), Full);
}

TEST_F(EngineTest, AnExceptionOfTheSinkAfterAStopPassesThrough) {
  transport.script = [](const Attempt&) { return never(); };
  stop_at(ms(10), StopCause::interrupt);
  sink.on_write = [](const Result&) { throw Full(); };
  EXPECT_THROW(run(requests_to("a.test", 3)), Full);
}

TEST_F(EngineTest, ChecksOfLinesThatAStopEndedAreListedAsNotMade) {
  config.concurrency = 1;
  transport.script = [](const Attempt&) { return never(); };
  std::vector<Request> lines = requests_to("a.test", 2);
  for (auto& line : lines) {
    own_checks(line).contains = {{.value = "joe"}};
    own_checks(line).max_time = ms(500);
  }
  stop_at(ms(10), StopCause::interrupt);
  run(std::move(lines));
  for (std::uint64_t i = 0; i < 2; ++i) {
    const auto& checks = sink.of(i).checks;
    ASSERT_THAT(checks, SizeIs(2)) << i;
    EXPECT_EQ(checks[0].name, "contains");
    EXPECT_EQ(checks[0].expected, "joe");
    for (const auto& check : checks) {
      EXPECT_FALSE(check.ok);
      EXPECT_EQ(check.actual, std::nullopt);
    }
  }
}

/// An output whose reader takes nothing until it is told to.
class SlowReaderTest : public EngineTest {
 protected:
  static constexpr int kOutput = 77;
  SlowReaderTest() {
    sink.on_unwritten = [this] { return Unwritten{.bytes = bytes, .fd = kOutput}; };
    sink.on_write = [this](const Result&) {
      if (slow) bytes += std::size_t{1} << 20U;
    };
    sink.on_idle = [this](const Progress&) {
      if (!slow) bytes = 0;
    };
    config.concurrency = 2;
  }
  bool slow = true;
  std::size_t bytes = 0;
};

TEST_F(SlowReaderTest, NothingNewStartsUntilTheReaderGoesOn) {
  transport.at(ms(500), [this] {
    EXPECT_THAT(transport.records(), SizeIs(2)) << "what was in flight, and no more";
    EXPECT_THAT(sink.results, SizeIs(2));
    slow = false;
    transport.set_readable(kOutput, true);
  });
  const Summary summary = run(requests_to("a.test", 6));
  EXPECT_EQ(summary.ok, 6U);
  EXPECT_GE(clock.elapsed(), ms(500));
}

TEST_F(SlowReaderTest, WhatGoesOnWithTheLastFlushIsNotWaitedFor) {
  sink.on_idle = [this](const Progress&) { bytes = 0; };
  const Summary summary = run(requests_to("a.test", 6));
  EXPECT_EQ(summary.ok, 6U);
  EXPECT_EQ(clock.elapsed(), ms(3)) << "two at a time, a millisecond each";
}

TEST_F(SlowReaderTest, TheDeadlineEndsTheRunAllTheSame) {
  config.deadline = ms(300);
  const Summary summary = run(requests_to("a.test", 6));
  EXPECT_EQ(clock.elapsed(), ms(300));
  EXPECT_EQ(summary.exit_code, 4);
  EXPECT_THAT(sink.results, SizeIs(6));
}

TEST_F(SlowReaderTest, ASignalEndsTheRunAllTheSame) {
  stop_at(ms(300), StopCause::interrupt);
  const Summary summary = run(requests_to("a.test", 6));
  EXPECT_EQ(clock.elapsed(), ms(300));
  EXPECT_EQ(summary.exit_code, 130);
  EXPECT_THAT(sink.results, SizeIs(6));
}

TEST_F(EngineTest, WhenMemoryRunsOutInTheSinkTheOutputIsClosedAllTheSame) {
  bool once = true;
  sink.on_write = [&once](const Result&) {
    if (std::exchange(once, false)) throw std::bad_alloc();
  };
  const Summary summary = run(requests_to("a.test", 3));
  EXPECT_EQ(summary.exit_code, 5);
  EXPECT_TRUE(sink.summary);
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(sink.of(i).method, "GET");
}

TEST_F(EngineTest, ALineThatTheSinkHadNoMemoryForIsCountedOnceAsItWasWritten) {
  bool once = true;
  sink.on_write = [&once](const Result& result) {
    if (result.index == 1 && std::exchange(once, false)) throw std::bad_alloc();
  };
  transport.script = [](const Attempt& attempt) {
    return reply(attempt.target.url == "http://a.test/1" ? 404 : 200);
  };
  const Summary summary = run(requests_to("a.test", 3));
  std::map<ErrorCode, std::uint64_t> by_error;
  std::map<int, std::uint64_t> by_status;
  std::uint64_t ok = 0;
  for (const auto& result : sink.results) {
    ok += result.ok() ? 1U : 0U;
    if (result.error) ++by_error[result.error->code];
    if (result.response.status) ++by_status[*result.response.status];
  }
  EXPECT_THAT(sink.results, SizeIs(3));
  EXPECT_EQ(summary.total, 3U);
  EXPECT_EQ(summary.ok, ok);
  EXPECT_EQ(summary.ok + summary.failed + summary.skipped, summary.total);
  EXPECT_EQ(summary.by_error, by_error);
  EXPECT_EQ(summary.by_status, by_status);
  EXPECT_FALSE(by_error.contains(ErrorCode::http_status)) << "it came again as another failure";
}

}  // namespace
}  // namespace urlfan::engine_stop_test
