#include "src/history/last_results.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/results.h"

namespace urlfan::last_results_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(LastResults, ResultsThatTheSummaryCountsAndThatAreNotThereAreMissed) {
  EarlierRun run{.name = "x", .passed = 1, .others = 1};
  run.summary = Summary();
  run.summary->total = 5;
  run.summary->ok = 3;
  EXPECT_EQ(missing_from(run).passed, 2U);
  EXPECT_EQ(missing_from(run).others, 1U);
  run.summary.reset();
  EXPECT_EQ(missing_from(run).others, 0U) << "nobody knows";
}

TEST(LastResults, ASummaryThatCountsFewerPassedThanThereAreIsWrong) {
  EarlierRun run;
  run.passed = 3;
  run.summary.emplace();
  run.summary->total = run.summary->ok = 1;
  EXPECT_EQ(missing_from(run).others, 2U);
}

TEST(LastResults, ASummaryThatCountsMorePassedThanLinesIsWrong) {
  EarlierRun run;
  run.summary.emplace();
  run.summary->total = 1;
  run.summary->ok = 1'000'000'000'000;
  EXPECT_GT(missing_from(run).others, 0U);
  EXPECT_EQ(missing_from(run).passed, 0U);
}

/// Of a list of ten lines.
EarlierRun run_of(const std::string& digest, std::optional<Shard> shard = {}) {
  EarlierRun run{.name = "x"};
  run.summary.emplace();
  run.summary->input_complete = true;
  run.summary->list = ListFacts{.digest = digest, .lines = 10, .shard = shard};
  return run;
}

EarlierLine line(std::uint32_t run, std::uint64_t index, bool unfinished = false) {
  return {.index = index, .key = 0, .run = run, .unfinished = unfinished};
}

TEST(LastResults, OfEachLineOfAListTheLastCounts) {
  const std::vector<EarlierRun> runs{run_of("0f"), run_of("0f")};
  const auto last = last_results(runs, {line(0, 1), line(0, 0), line(1, 1)});
  EXPECT_THAT(last.order, ElementsAre(1, 2));
  EXPECT_THAT(last.counts, ElementsAre(2));
}

TEST(LastResults, AFinishedOneCountsBeforeAnUnfinishedOneThatCameLater) {
  const std::vector<EarlierRun> runs{run_of("0f"), run_of("0f")};
  EXPECT_THAT(last_results(runs, {line(0, 0), line(1, 0, true)}).order, ElementsAre(0));
  EXPECT_THAT(last_results(runs, {line(0, 0, true), line(1, 0)}).order, ElementsAre(1));
  EXPECT_THAT(last_results(runs, {line(0, 0, true), line(1, 0, true)}).order, ElementsAre(1));
}

TEST(LastResults, OfAStreamThatWasGoneOnWithTheSameHolds) {
  EarlierRun run = run_of("0f");
  run.list = run.summary->list;
  run.summary->total = 3;
  const auto last = last_results({run}, {line(0, 0), line(0, 1), line(0, 0)});
  EXPECT_THAT(last.order, ElementsAre(2, 1));
  EXPECT_EQ(last.missing[0].others, 1U) << "three lines are counted, and there are two";
}

TEST(LastResults, OfRunsWhoseListIsNotKnownOrAnotherAllCount) {
  EarlierRun unknown{.name = "x"};
  unknown.summary.emplace();
  const std::vector<EarlierRun> runs{unknown, run_of("0e"), run_of("0f"), unknown};
  const auto last =
      last_results(runs, {line(3, 0), line(2, 0), line(1, 0), line(0, 1), line(0, 0), line(0, 0)});
  EXPECT_THAT(last.order, ElementsAre(4, 5, 3, 2, 1, 0));
}

TEST(LastResults, AShardThatDidNotReadItsListToTheEndIsOfTheListOfTheOthers) {
  const Shard one{.k = 1, .n = 2};
  const Shard two{.k = 2, .n = 2};
  const EarlierRun cut{.name = "x"};
  for (const auto& runs : {std::vector{run_of("", one), run_of("0f", two), cut},
                           std::vector{cut, run_of("0f", one), run_of("", two)}}) {
    const auto last = last_results(runs, {line(0, 5), line(1, 3), line(2, 4)});
    EXPECT_EQ(last.lists.size(), 1U);
    EXPECT_THAT(last.order, ElementsAre(1, 2, 0));
    EXPECT_EQ(last.lists[0].facts.digest, "0f");
  }
}

TEST(LastResults, WhatALaterRunDoesNotShowSinceItPassedNoEarlierOneTells) {
  const std::vector<EarlierRun> runs{run_of("0f"), [] {
                                       EarlierRun run = run_of("0f");
                                       run.summary->total = run.summary->ok = 10;
                                       return run;
                                     }()};
  EXPECT_THAT(last_results(runs, {line(0, 4)}).order, IsEmpty());
}

}  // namespace
}  // namespace urlfan::last_results_test
