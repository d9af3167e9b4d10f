#include "src/cli/narrator.h"

#include <gmock/gmock.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/requests.h"
#include "tests/support/results.h"

namespace urlfan::narrator_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class NarratorTest : public testing::Test {
 protected:
  NarratorTest() {
    log.set_pattern("%l %v");
    log.set_level(spdlog::level::warn);
  }

  Narrator narrator(bool results_on_terminal = false) {
    return {line,
            log,
            {.results_on_terminal = results_on_terminal, .all_on_terminal = results_on_terminal}};
  }
  std::vector<std::string> told() const {
    std::vector<std::string> all;
    std::istringstream stream(text.str());
    for (std::string each; std::getline(stream, each);) all.push_back(each);
    return all;
  }
  static Summary summary(std::uint64_t total, int exit_code) {
    Summary result;
    result.total = total;
    result.exit_code = exit_code;
    result.input_complete = true;
    return result;
  }

  std::ostringstream text;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(text)};
  ProgressLine line{ProgressDisplay::none, {}, log};
};

TEST_F(NarratorTest, AllWellIsSilence) {
  Narrator tested = narrator();
  for (std::uint64_t i = 0; i < 30; ++i) tested.write({}, passed(i));
  tested.idle({});
  tested.finish(summary(30, 0));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(NarratorTest, SaysAtTheEndWhatATerminalDoesNotShow) {
  Narrator tested(line, log, {.results_on_terminal = true});
  tested.write({}, failed(3, ErrorCode::dns_failed, "no such name"));
  tested.finish(summary(4, 3));
  EXPECT_THAT(told(), SizeIs(2)) << "such as CSV, which has no end that could";
}

TEST_F(NarratorTest, WhatWasToldWhenItHappenedIsNotToldAgain) {
  log.set_level(spdlog::level::info);
  Narrator tested = narrator();
  tested.write({}, failed(3, ErrorCode::dns_failed, "no such name"));
  EXPECT_THAT(told(), SizeIs(1));
  tested.finish(summary(4, 3));
  EXPECT_THAT(told(), SizeIs(2)) << "the count";
}

TEST_F(NarratorTest, AFailureIsOneLineThatSaysWhereWhatAndWhy) {
  Narrator tested = narrator();
  Result named = failed(11, ErrorCode::dns_failed, "no such name");
  named.name = "web";
  tested.write({}, named);
  tested.write({}, unreadable(12));
  EXPECT_THAT(told(), IsEmpty()) << "at the end";
  tested.finish(summary(13, 3));
  EXPECT_THAT(
      told(),
      ElementsAre("warning urls.txt:12: [web] GET http://a.test/11 dns_failed: no such name",
                  "warning urls.txt:13: invalid_input: not a URL",
                  "warning 2 of 13 lines failed; exit code 3"));
}

TEST_F(NarratorTest, AUrlOfTheCommandLineHasNoPlace) {
  Narrator tested = narrator();
  Result argument = failed(0);
  argument.where = {};
  tested.write({}, argument);
  tested.finish(summary(1, 3));
  EXPECT_THAT(told().at(0), StartsWith("warning GET http://a.test/0 connect_refused: "));
}

TEST_F(NarratorTest, TheFirstTwentyFailuresAreToldAndAllAreCounted) {
  Narrator tested = narrator();
  for (std::uint64_t i = 0; i < 50; ++i) tested.write({}, i % 2 == 0 ? failed(i) : passed(i));
  tested.finish(summary(50, 3));
  const auto lines = told();
  ASSERT_THAT(lines, SizeIs(21));
  EXPECT_THAT(lines[0], HasSubstr("urls.txt:1:"));
  EXPECT_THAT(lines[19], HasSubstr("urls.txt:39:"));
  EXPECT_EQ(lines[20], "warning 25 of 50 lines failed (5 not shown); exit code 3");
}

TEST_F(NarratorTest, ExactlyTwentyFailuresAreAllShown) {
  Narrator tested = narrator();
  for (std::uint64_t i = 0; i < 20; ++i) tested.write({}, failed(i));
  tested.finish(summary(20, 3));
  ASSERT_THAT(told(), SizeIs(21));
  EXPECT_EQ(told().back(), "warning 20 of 20 lines failed; exit code 3");
}

TEST_F(NarratorTest, FailuresThatAreBeforeThePersonsEyesAreNotToldAgain) {
  Narrator tested = narrator(true);
  tested.write({}, failed(0));
  tested.finish(summary(1, 3));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(NarratorTest, VerboseTellsEveryResultAsItComes) {
  log.set_level(spdlog::level::info);
  Narrator tested = narrator();
  tested.write({}, passed(0));
  tested.write({}, failed(1));
  EXPECT_THAT(told(), ElementsAre("info urls.txt:1: GET http://a.test/0 200 in 12.5 ms",
                                  "info urls.txt:2: GET http://a.test/1 connect_refused: nothing "
                                  "listens there"));
}

TEST_F(NarratorTest, VerboseTellsAttemptsAndWaitsAsTheyHappen) {
  Narrator quiet = narrator();
  Result attempt = failed(0);
  attempt.attempts = 2;
  quiet.retrying(attempt, ms(400));
  quiet.resting("http://a.test:80", ms(30'000));
  EXPECT_THAT(told(), IsEmpty());
  log.set_level(spdlog::level::info);
  Narrator verbose = narrator(true);
  verbose.retrying(attempt, ms(400));
  verbose.resting("http://a.test:80", ms(30'000));
  EXPECT_THAT(told(),
              ElementsAre("info urls.txt:1: GET http://a.test/0 attempt 2: connect_refused: "
                          "nothing listens there; again in 400 ms",
                          "info http://a.test:80 has had enough and rests for 30.0 s"));
}

TEST_F(NarratorTest, WhatAStopHasLeftIsCountedAndOnlyRealFailuresAreNamed) {
  Narrator tested = narrator();
  tested.write({}, failed(0));
  tested.write({}, failed(1, ErrorCode::cancelled, "stopped by SIGINT"));
  for (std::uint64_t i = 2; i < 366; ++i) {
    Result waiting = failed(i, ErrorCode::cancelled, "stopped by SIGINT");
    waiting.attempts = 0;
    tested.write({}, waiting);
  }
  Summary stopped = summary(366, 130);
  stopped.input_complete = false;
  tested.finish(stopped);
  EXPECT_THAT(
      told(),
      ElementsAre("warning urls.txt:1: GET http://a.test/0 connect_refused: nothing listens "
                  "there",
                  "warning 1 of 366 lines failed, 1 broken off, 364 not started, not all of "
                  "the list was read; exit code 130"));
}

TEST_F(NarratorTest, ALimitThatHoldsIsSaidOnceWithoutSecrets) {
  Narrator tested(line, log, {.concurrency = 50, .per_host = 1});
  Secrets secrets;
  secrets.add("s3cret", "${HOST}");
  Standstill still;
  still.host.emplace().origin = "http://s3cret.test:80";
  still.host->in_flight = 1;
  still.host->waiting = 1;
  tested.ask([&still] { return still; }, &secrets);
  for (int i = 0; i < 2; ++i) tested.idle({.read = 2, .in_flight = 1});
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_THAT(told()[0], HasSubstr("http://${HOST}.test:80, where --per-host 1 holds"));
}

TEST_F(NarratorTest, MoreVerboseTellsRedirects) {
  log.set_level(spdlog::level::debug);
  Narrator tested = narrator();
  Result result = passed(0);
  result.redirects = {{.status = 301, .location = "http://b.test/"}};
  tested.write({}, result);
  ASSERT_THAT(told(), SizeIs(2));
  EXPECT_EQ(told()[0], "debug 301 redirects to http://b.test/");
}

TEST_F(NarratorTest, ACheckOfTheRunThatFailsIsTold) {
  Narrator tested = narrator();
  Summary over = summary(3, 1);
  over.checks = {{.name = "max-latency:p95", .ok = false, .expected = "<=1ms", .actual = "2ms"}};
  tested.finish(over);
  EXPECT_THAT(told(), ElementsAre("warning the run: max-latency:p95: expected <=1ms, got 2ms",
                                  "warning 0 of 3 lines failed; exit code 1"));
}

}  // namespace
}  // namespace urlfan::narrator_test
