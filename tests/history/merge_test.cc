#include "src/history/merge.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/results.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

Result at(Result result, const std::string& url) {
  result.url = url;
  return result;
}

struct ReadRun : EarlierRun {
  std::vector<Result> results;
};

struct Merged {
  std::vector<Result> results;
  Summary summary;
};

Merged merge(const std::vector<ReadRun>& runs, const Tolerance& tolerance,
             const Baseline* baseline) {
  std::vector<Result> all;
  std::vector<EarlierLine> lines;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (const auto& result : runs[run].results) {
      lines.push_back(line_of(result, run));
      all.push_back(result);
    }
  }
  Merge merge(
      {runs.begin(), runs.end()}, lines, [&all](std::size_t line) { return all.at(line); },
      tolerance, baseline);
  Merged merged;
  while (auto result = merge.next()) merged.results.push_back(std::move(*result));
  merged.summary = merge.finish();
  return merged;
}

/// A run that came to its end, its results numbered as they stand.
ReadRun run_of(std::vector<Result> results, int exit_code = 0) {
  ReadRun run;
  run.name = "x";
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].index == 0) results[i].index = i;
    ++(results[i].ok() ? run.passed : run.others);
  }
  run.results = std::move(results);
  run.summary.emplace();
  run.summary->complete = run.summary->input_complete = true;
  run.summary->total = run.results.size();
  run.summary->ok = run.passed;
  run.summary->exit_code = exit_code;
  run.summary->started_at = FakeClock::wall_start();
  run.summary->wall = ms(100);
  return run;
}

ReadRun stopped(std::vector<Result> results, StopCause cause, bool input_complete) {
  ReadRun run = run_of(std::move(results));
  run.summary->complete = false;
  run.summary->input_complete = input_complete;
  run.summary->stop = cause;
  return run;
}

std::vector<std::string> urls(const Merged& merged) {
  std::vector<std::string> all;
  for (const auto& result : merged.results) all.push_back(result.url);
  return all;
}

TEST(Merge, ShardsAreOneRunInTheOrderOfTheirLists) {
  auto late = run_of({at(passed(1), "b"), at(passed(0), "a")});
  late.results[0].index = 1;
  late.results[1].index = 0;
  const Merged merged =
      merge({late, run_of({at(passed(), "c"), at(failed(), "d")}, 3)}, {}, nullptr);
  EXPECT_THAT(urls(merged), ElementsAre("a", "b", "c", "d"));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(merged.results[i].index, i);
  EXPECT_EQ(merged.summary.total, 4U);
  EXPECT_EQ(merged.summary.ok, 3U);
  EXPECT_EQ(merged.summary.exit_code, 3);
  EXPECT_TRUE(merged.summary.complete);
}

TEST(Merge, TheWallTimeReachesFromTheFirstStartToTheLastEnd) {
  auto second = run_of({passed()});
  second.summary->started_at += std::chrono::milliseconds(400);
  const Summary summary = merge({run_of({passed()}), second}, {}, nullptr).summary;
  EXPECT_EQ(summary.started_at, FakeClock::wall_start());
  EXPECT_EQ(summary.wall, ms(500));
}

TEST(Merge, ALineThatAnotherRunFinishedCountsOnce) {
  auto first = stopped({at(passed(), "a"), at(failed(0, ErrorCode::cancelled), "b")},
                       StopCause::interrupt, true);
  const Merged merged = merge({first, run_of({at(passed(), "b")})}, {}, nullptr);
  EXPECT_THAT(urls(merged), ElementsAre("a", "b"));
  EXPECT_TRUE(merged.summary.complete);
  EXPECT_EQ(merged.summary.exit_code, 0);
}

TEST(Merge, AnInterruptionIsNotForgivenWhileALineIsMissing) {
  const auto cut = [](bool input_complete) {
    return stopped({at(passed(), "a"), at(failed(0, ErrorCode::cancelled), "b")},
                   StopCause::interrupt, input_complete);
  };
  EXPECT_EQ(merge({cut(true)}, {}, nullptr).summary.exit_code, 130);
  const auto rest = run_of({at(passed(), "b")});
  EXPECT_EQ(merge({cut(false), rest}, {}, nullptr).summary.exit_code, 130)
      << "lines that were never read may be missing";
  EXPECT_FALSE(merge({cut(false), rest}, {}, nullptr).summary.complete);
}

TEST(Merge, LinesWhoseKeysAreAlikeByChanceStayTwo) {
  const std::vector<Result> all{at(failed(0, ErrorCode::cancelled), "a"), at(passed(), "b")};
  std::vector<EarlierLine> lines{line_of(all[0], 0), line_of(all[1], 1)};
  lines[1].key = lines[0].key;
  const auto read = [&all](std::size_t line) { return all.at(line); };
  Merge merge({run_of({all[0]}), run_of({all[1]})}, lines, read, {}, nullptr);
  EXPECT_EQ(merge.next()->url, "a");
  EXPECT_EQ(merge.next()->url, "b");
}

TEST(Merge, WhatIsNotHandedOutIsNotCounted) {
  const std::vector<Result> all{at(passed(), "a"), at(passed(1), "b")};
  const auto read = [&all](std::size_t line) { return all.at(line); };
  Merge merge({run_of(all)}, {line_of(all[0], 0), line_of(all[1], 0)}, read, {}, nullptr);
  merge.next();
  const Summary summary = merge.finish(StopCause::interrupt);
  EXPECT_EQ(summary.total, 1U);
  EXPECT_FALSE(summary.input_complete);
  EXPECT_FALSE(summary.complete);
  EXPECT_EQ(summary.exit_code, 130);
}

TEST(Merge, FinishedLinesAreNeverDropped) {
  const Merged merged =
      merge({run_of({at(passed(), "a")}), run_of({at(failed(), "a")}, 3)}, {}, nullptr);
  EXPECT_THAT(merged.results, SizeIs(2));
  EXPECT_EQ(merged.summary.exit_code, 3);
}

TEST(Merge, WithinOneRunEqualLinesAreDifferentLines) {
  const Merged merged = merge({stopped({at(passed(), "a"), at(failed(0, ErrorCode::deadline), "a")},
                                       StopCause::deadline, true)},
                              {}, nullptr);
  EXPECT_THAT(merged.results, SizeIs(2));
  EXPECT_EQ(merged.summary.exit_code, 4);
}

TEST(Merge, ARunWithoutItsEndIsNoSuccess) {
  ReadRun broken = run_of({passed()});
  broken.summary.reset();
  const Summary summary = merge({broken}, {}, nullptr).summary;
  EXPECT_FALSE(summary.complete);
  EXPECT_FALSE(summary.input_complete);
  EXPECT_EQ(summary.exit_code, 5);
}

TEST(Merge, ANameAloneDoesNotMakeTwoLinesOne) {
  Result late = at(failed(0, ErrorCode::deadline), "a");
  late.name = "health";
  Result good = at(passed(), "b");
  good.name = "health";
  const Merged merged =
      merge({stopped({late}, StopCause::deadline, true), run_of({good})}, {}, nullptr);
  EXPECT_EQ(merged.summary.total, 2U);
  EXPECT_EQ(merged.summary.exit_code, 4);
}

TEST(Merge, ResultsThatPassedAndWereNotShownAreCounted) {
  auto shown = run_of({at(failed(), "a")}, 3);
  shown.summary->total = 6;
  shown.summary->ok = 5;
  Tolerance tolerance;
  tolerance.percent = 20;
  const Summary summary = merge({shown}, tolerance, nullptr).summary;
  EXPECT_EQ(summary.total, 6U);
  EXPECT_EQ(summary.ok, 5U);
  EXPECT_EQ(summary.exit_code, 0);
}

TEST(Merge, AFailureThatIsCountedAndNotThereIsNoSuccess) {
  auto lost = run_of({at(passed(), "a")}, 3);
  lost.summary->total = 2;
  EXPECT_EQ(merge({lost}, {}, nullptr).summary.exit_code, 5);
}

TEST(Merge, TheWorstEndCountsInTheOrderOfTheExitCodes) {
  const auto ended = [](StopCause cause) { return stopped({}, cause, false); };
  const std::vector<std::pair<StopCause, int>> from_bad_to_worse{
      {StopCause::none, 0},     {StopCause::caller, 3},      {StopCause::failures, 3},
      {StopCause::deadline, 4}, {StopCause::terminate, 143}, {StopCause::interrupt, 130},
      {StopCause::internal, 5},
  };
  for (std::size_t worse = 0; worse < from_bad_to_worse.size(); ++worse) {
    const auto& [cause, exit_code] = from_bad_to_worse[worse];
    for (std::size_t other = 0; other <= worse; ++other) {
      const StopCause less = from_bad_to_worse[other].first;
      for (const auto& runs :
           {std::vector{ended(cause), ended(less)}, std::vector{ended(less), ended(cause)}}) {
        const Summary summary = merge(runs, {}, nullptr).summary;
        EXPECT_EQ(summary.stop, cause) << to_string(cause) << " and " << to_string(less);
        EXPECT_EQ(summary.exit_code, exit_code);
      }
    }
  }
}

TEST(Merge, AForgivenEndIsNotToldAndAnotherIs) {
  const auto first = stopped({at(passed(), "a"), at(failed(0, ErrorCode::cancelled), "b")},
                             StopCause::interrupt, true);
  const auto rest = run_of({at(passed(), "b")});
  EXPECT_EQ(merge({first, rest}, {}, nullptr).summary.stop, StopCause::none);
  const auto late = stopped({at(failed(0, ErrorCode::deadline), "c")}, StopCause::deadline, true);
  EXPECT_EQ(merge({first, rest, late}, {}, nullptr).summary.stop, StopCause::deadline);
}

TEST(Merge, ARunThatCouldNotWriteAllItsOutputsIsNoSuccess) {
  const Summary summary = merge({run_of({at(passed(), "a")}, 5)}, {}, nullptr).summary;
  EXPECT_EQ(summary.exit_code, 5);
  EXPECT_EQ(summary.stop, StopCause::internal);
}

TEST(Merge, ToleranceAndBaselineAreJudgedAnew) {
  Baseline baseline;
  baseline.add(at(failed(), "known"));
  const std::vector<ReadRun> runs{run_of({at(failed(), "known"), at(failed(), "new")}, 3)};
  EXPECT_EQ(merge(runs, {}, &baseline).summary.exit_code, 3);
  Tolerance one;
  one.count = 1;
  EXPECT_EQ(merge(runs, one, &baseline).summary.exit_code, 0);
  EXPECT_EQ(merge(runs, one, nullptr).summary.exit_code, 3);
  Tolerance checks_only;
  checks_only.fail_on = FailOn::check;
  EXPECT_EQ(merge(runs, checks_only, nullptr).summary.exit_code, 0);
}

TEST(Merge, LatencyIsJudgedAnewOverAllRuns) {
  Result slow = at(passed(), "slow");
  slow.timings.total = ms(900);
  const std::vector<ReadRun> runs{run_of({at(passed(), "quick")}), run_of({slow})};
  Tolerance tolerance;
  tolerance.max_latency = {{.statistic = LatencyStatistic::max, .most = ms(500)}};
  const Summary over = merge(runs, tolerance, nullptr).summary;
  EXPECT_EQ(over.exit_code, 1);
  ASSERT_THAT(over.checks, SizeIs(1));
  EXPECT_EQ(over.checks[0].actual, "900ms");
  tolerance.max_latency[0].most = ms(900);
  EXPECT_EQ(merge(runs, tolerance, nullptr).summary.exit_code, 0);
}

TEST(Merge, LatencyIsNotKnownWhereResultsWereLeftOut) {
  ReadRun run = run_of({at(passed(), "a")});
  ++run.summary->total;
  ++run.summary->ok;
  Tolerance tolerance;
  tolerance.max_latency = {{.statistic = LatencyStatistic::p50, .most = ms(500)}};
  const Summary summary = merge({run}, tolerance, nullptr).summary;
  ASSERT_THAT(summary.checks, SizeIs(1));
  EXPECT_FALSE(summary.checks[0].ok);
  EXPECT_FALSE(summary.checks[0].actual);
  EXPECT_EQ(summary.exit_code, 1);
}

TEST(Merge, WithoutABaselineTheVerdictsOfTheRunStay) {
  Result known = failed();
  known.baseline = BaselineVerdict::known;
  EXPECT_EQ(merge({run_of({known})}, {}, nullptr).summary.exit_code, 0);
}

TEST(Merge, AnEmptyListIsASuccessOnlyWhereItWasOne) {
  EXPECT_EQ(merge({run_of({})}, {}, nullptr).summary.exit_code, 0);
  EXPECT_EQ(merge({run_of({}, 2)}, {}, nullptr).summary.exit_code, 2);
}

}  // namespace
}  // namespace urlfan
