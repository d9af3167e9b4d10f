#include "src/history/merge.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/results.h"

namespace urlfan::merge_test {
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
  run.began = FakeClock::wall_start();
  run.ended = *run.began + std::chrono::milliseconds(100);
  run.wall = ms(100);
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
  *second.began += std::chrono::milliseconds(400);
  second.ended += std::chrono::milliseconds(400);
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

/// Results with indexes of their own, of a shard of a list of four lines.
ReadRun shard_of(std::uint64_t k, std::uint64_t n, std::vector<Result> results, int exit_code = 0) {
  std::vector<std::uint64_t> indexes;
  for (const auto& result : results) indexes.push_back(result.index);
  ReadRun run = run_of(std::move(results), exit_code);
  for (std::size_t i = 0; i < indexes.size(); ++i) run.results[i].index = indexes[i];
  run.name = "shard-" + std::to_string(k);
  run.summary->list = ListFacts{.digest = "0f", .lines = 4, .shard = Shard{.k = k, .n = n}};
  return run;
}

std::string refusal(const std::vector<ReadRun>& runs) {
  try {
    merge(runs, {}, nullptr);
    return "";
  } catch (const ResultsError& error) {
    return error.what();
  }
}

std::vector<std::string> missing_from_merge(const std::vector<ReadRun>& runs) {
  std::vector<EarlierLine> lines;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (const auto& result : runs[run].results) lines.push_back(line_of(result, run));
  }
  return Merge({runs.begin(), runs.end()}, lines, {}, {}, nullptr).missing();
}

TEST(Merge, ShardsAreTheListInItsOrderAndEachLineKeepsItsIndex) {
  auto second = shard_of(2, 3, {passed(3), failed(0)});
  *second.began += std::chrono::milliseconds(50);
  second.wall = ms(300);
  const Merged merged =
      merge({second, shard_of(3, 3, {}), shard_of(1, 3, {passed(1), unreadable(2)})}, {}, nullptr);
  ASSERT_THAT(merged.results, SizeIs(4));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(merged.results[i].index, i);
    EXPECT_EQ(merged.results[i].sequence, i);
  }
  EXPECT_EQ(merged.summary.exit_code, 3);
  EXPECT_TRUE(merged.summary.complete);
  ASSERT_TRUE(merged.summary.list);
  EXPECT_EQ(merged.summary.list->digest, "0f");
  EXPECT_EQ(merged.summary.list->lines, 4U);
  EXPECT_FALSE(merged.summary.list->shard);
  ASSERT_THAT(merged.summary.list->shards, SizeIs(3));
  EXPECT_EQ(merged.summary.list->shards[1].k, 2U);
  EXPECT_EQ(merged.summary.list->shards[1].wall, ms(300));
  EXPECT_EQ(merged.summary.list->shards[1].started_at, second.began);
}

TEST(Merge, ABadLineOfAShardCountsInTheWhole) {
  const auto bad = shard_of(1, 2, {passed(1), unreadable(2)});
  EXPECT_EQ(merge({bad, shard_of(2, 2, {passed(0), passed(3)})}, {}, nullptr).summary.exit_code, 2);
}

TEST(Merge, AShardThatIsMissingIsNamedAndTheWholeIsNoSuccess) {
  const std::vector<ReadRun> runs{shard_of(1, 4, {passed(0), passed(1)}), shard_of(3, 4, {})};
  EXPECT_THAT(missing_from_merge(runs), ElementsAre("shards 2 and 4 of 4 are missing"));
  const Summary summary = merge(runs, {}, nullptr).summary;
  EXPECT_EQ(summary.stop, StopCause::internal);
  EXPECT_FALSE(summary.input_complete);
  EXPECT_EQ(summary.exit_code, 5);
  EXPECT_THAT(
      missing_from_merge({shard_of(2, 1'000'000'000'000, {})}),
      ElementsAre(testing::AllOf(testing::StartsWith("shards 1, 3, 4, 5, 6, 7, 8, 9, 10, 11 "),
                                 testing::EndsWith("of 1000000000000 are missing"))));
}

TEST(Merge, LinesThatNoShardHasAreMissed) {
  const std::vector<ReadRun> runs{shard_of(1, 2, {passed(0)}), shard_of(2, 2, {passed(3)})};
  EXPECT_THAT(missing_from_merge(runs), ElementsAre("2 of the 4 lines of the list have no result"));
  EXPECT_EQ(merge(runs, {}, nullptr).summary.exit_code, 5);
}

TEST(Merge, ResultsOfMoreLinesThanTheListHasAreNoSuccess) {
  std::vector<Result> five;
  for (std::uint64_t i = 0; i < 5; ++i) five.push_back(passed(i));
  const std::vector<ReadRun> runs{shard_of(1, 1, five)};
  EXPECT_EQ(merge(runs, {}, nullptr).summary.exit_code, 5);
  EXPECT_THAT(missing_from_merge(runs),
              ElementsAre("there are results of 5 lines, and the list has 4"));
}

TEST(Merge, AShardThatBrokeOffIsNamedUnlessItWasRunAgain) {
  const auto first = shard_of(1, 2, {passed(0), passed(1)});
  const auto whole = shard_of(2, 2, {passed(2), failed(3)});
  auto cut = shard_of(2, 2, {passed(2)});
  cut.name = "cut";
  cut.summary.reset();
  EXPECT_THAT(
      missing_from_merge({first, cut}),
      ElementsAre(testing::StartsWith("cut: no summary at its end"), "shard 2 of 2 is missing"));
  EXPECT_EQ(merge({first, cut}, {}, nullptr).summary.exit_code, 5);
  EXPECT_THAT(missing_from_merge({first, cut, whole}), testing::IsEmpty());
  const Merged merged = merge({first, cut, whole}, {}, nullptr);
  EXPECT_THAT(merged.results, SizeIs(4));
  EXPECT_EQ(merged.summary.exit_code, 3);
}

TEST(Merge, AShardThatWasStoppedAndRunAgainIsForgiven) {
  auto stopped_shard = shard_of(2, 2, {passed(2), failed(3, ErrorCode::cancelled)});
  stopped_shard.summary->stop = StopCause::terminate;
  stopped_shard.summary->input_complete = stopped_shard.summary->complete = false;
  const auto first = shard_of(1, 2, {passed(0), passed(1)});
  EXPECT_EQ(merge({first, stopped_shard}, {}, nullptr).summary.exit_code, 143);
  const Merged merged =
      merge({first, stopped_shard, shard_of(2, 2, {passed(2), passed(3)})}, {}, nullptr);
  EXPECT_EQ(merged.summary.exit_code, 0);
  EXPECT_THAT(merged.results, SizeIs(4));
  ASSERT_THAT(merged.summary.list->shards, SizeIs(2));
  EXPECT_EQ(merged.summary.list->shards[1].wall, ms(200)) << "both of its runs";
}

TEST(Merge, ShardsThatDoNotBelongTogetherAreRefused) {
  const auto one = shard_of(1, 2, {passed(0)});
  auto other_n = shard_of(2, 3, {passed(1)});
  EXPECT_THAT(
      refusal({one, other_n}),
      testing::StartsWith("shard-1 is shard 1 of 2 by host, shard-2 is shard 2 of 3 by host; "
                          "expected shards of one division"));
  auto by_line = shard_of(2, 2, {passed(1)});
  by_line.summary->list->shard->by = ShardBy::line;
  EXPECT_THAT(refusal({one, by_line}), testing::HasSubstr("shard 2 of 2 by line"));
  auto other_list = shard_of(2, 2, {passed(1)});
  other_list.summary->list->digest = "0e";
  EXPECT_THAT(
      refusal({one, other_list}),
      testing::AllOf(testing::HasSubstr("shard-1 is of a list of 4 lines with the digest 0f"),
                     testing::HasSubstr("shard-2 is of one of 4 lines with the digest 0e")));
  auto whole = run_of({passed(0)});
  EXPECT_THAT(refusal({one, whole}), testing::HasSubstr("x is of no shard"));
}

TEST(Merge, OfTheSameListTwiceTheLaterRunCounts) {
  const auto on = [](Result result, int exit_code) {
    auto run = run_of({std::move(result)}, exit_code);
    run.summary->list = ListFacts{.digest = "0f", .lines = 1};
    return run;
  };
  const auto bad = on(failed(), 3);
  const auto good = on(passed(), 0);
  EXPECT_EQ(merge({bad, good}, {}, nullptr).summary.exit_code, 0);
  EXPECT_EQ(merge({good, bad}, {}, nullptr).summary.exit_code, 3);
  EXPECT_EQ(merge({good, bad}, {}, nullptr).summary.total, 1U);
}

TEST(Merge, AStreamThatWasGoneOnWithIsWholeWhenEachLineHasAResult) {
  auto run =
      shard_of(1, 1, {passed(0), failed(1, ErrorCode::cancelled), passed(2), passed(3), passed(1)});
  run.list = run.summary->list;
  run.summary->total = run.summary->ok = 4;
  EXPECT_EQ(merge({run}, {}, nullptr).summary.exit_code, 0);
  EXPECT_THAT(merge({run}, {}, nullptr).results, SizeIs(4));
  run.summary->stop = StopCause::terminate;
  run.summary->input_complete = run.summary->complete = false;
  EXPECT_EQ(merge({run}, {}, nullptr).summary.exit_code, 0)
      << "a later go that was killed had done the rest";
  run.results.pop_back();
  EXPECT_EQ(merge({run}, {}, nullptr).summary.exit_code, 143);
  run.results.pop_back();
  EXPECT_EQ(merge({run}, {}, nullptr).summary.exit_code, 5) << "one that is counted is lost";
  run.summary.reset();
  EXPECT_EQ(merge({run}, {}, nullptr).summary.exit_code, 5);
}

TEST(Merge, AnEmptyShardIsNoLeaveForAnEmptyWhole) {
  EXPECT_EQ(merge({shard_of(1, 2, {}), shard_of(2, 2, {})}, {}, nullptr).summary.exit_code, 5);
  const auto of_nothing = [](std::uint64_t k, int exit_code) {
    auto run = shard_of(k, 2, {}, exit_code);
    run.summary->list->lines = 0;
    return run;
  };
  EXPECT_EQ(merge({of_nothing(1, 0), of_nothing(2, 0)}, {}, nullptr).summary.exit_code, 0);
  EXPECT_EQ(merge({of_nothing(1, 0), of_nothing(2, 2)}, {}, nullptr).summary.exit_code, 2);
}

TEST(Merge, ShardsThatShowFailuresAloneAreCountedInFull) {
  auto shown = shard_of(1, 2, {failed(1)});
  shown.summary->total = 3;
  shown.summary->ok = 2;
  const Summary summary = merge({shown, shard_of(2, 2, {passed(3)})}, {}, nullptr).summary;
  EXPECT_EQ(summary.total, 4U);
  EXPECT_EQ(summary.exit_code, 3);
  EXPECT_TRUE(summary.complete);
}

TEST(Merge, AnEmptyListIsASuccessOnlyWhereItWasOne) {
  EXPECT_EQ(merge({run_of({})}, {}, nullptr).summary.exit_code, 0);
  EXPECT_EQ(merge({run_of({}, 2)}, {}, nullptr).summary.exit_code, 2);
}

}  // namespace
}  // namespace urlfan::merge_test
