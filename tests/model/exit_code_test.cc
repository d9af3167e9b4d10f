#include "src/model/exit_code.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace urlfan::exit_code_test {
namespace {

struct Case {
  std::vector<Phase> failures;
  StopCause stop = StopCause::none;
  int code = 0;
};

Summary summary_of(const Case& tested) {
  Summary summary;
  summary.total = 1 + tested.failures.size();
  summary.ok = 1;
  summary.stop = tested.stop;
  for (const Phase phase : tested.failures) {
    ++summary.by_phase[static_cast<std::size_t>(phase)];
    if (phase == Phase::check) ++summary.counted_checks;
    if (phase != Phase::check && phase != Phase::input && phase != Phase::run) {
      ++summary.counted_requests;
    }
  }
  return summary;
}

// The first that applies, in the order 5, 130/143, 4, 1, 3, 2.
const std::vector<Case> kCases{
    {{}, StopCause::none, 0},
    {{Phase::check}, StopCause::none, 1},
    {{Phase::input}, StopCause::none, 2},
    {{Phase::dns}, StopCause::none, 3},
    {{Phase::connect}, StopCause::none, 3},
    {{Phase::tls}, StopCause::none, 3},
    {{Phase::transfer}, StopCause::none, 3},
    {{Phase::local}, StopCause::none, 3},
    {{Phase::check, Phase::dns}, StopCause::none, 1},
    {{Phase::check, Phase::input}, StopCause::none, 1},
    {{Phase::transfer, Phase::input}, StopCause::none, 3},
    {{Phase::check, Phase::transfer, Phase::input}, StopCause::none, 1},
    {{}, StopCause::interrupt, 130},
    {{Phase::run}, StopCause::interrupt, 130},
    {{Phase::check, Phase::run}, StopCause::interrupt, 130},
    {{Phase::input, Phase::dns, Phase::run}, StopCause::terminate, 143},
    {{}, StopCause::terminate, 143},
    {{Phase::run}, StopCause::deadline, 4},
    {{Phase::check, Phase::run}, StopCause::deadline, 4},
    {{Phase::check, Phase::run}, StopCause::failures, 1},
    {{Phase::dns, Phase::run}, StopCause::failures, 3},
    {{Phase::check, Phase::dns}, StopCause::failures, 1},
    {{Phase::run}, StopCause::caller, 3},
    {{Phase::check, Phase::run}, StopCause::caller, 1},
    {{Phase::local}, StopCause::internal, 5},
    {{Phase::check, Phase::dns, Phase::input}, StopCause::internal, 5},
};

TEST(ExitCode, TheFirstThatAppliesCounts) {
  for (std::size_t i = 0; i < kCases.size(); ++i) {
    EXPECT_EQ(exit_code(summary_of(kCases[i]), {}, false), kCases[i].code) << "case " << i;
    EXPECT_EQ(exit_code(summary_of(kCases[i]), {}, true), kCases[i].code) << "case " << i;
  }
}

TEST(ExitCode, AnEmptyListIsBadUsageUnlessAllowed) {
  EXPECT_EQ(exit_code(Summary(), {}, false), 2);
  EXPECT_EQ(exit_code(Summary(), {}, true), 0);
}

TEST(ExitCode, AShardExitsByWhetherItWorked) {
  Summary shard;
  shard.list = ListFacts{.digest = "d", .lines = 7, .shard = Shard{.k = 2, .n = 3}};
  EXPECT_EQ(exit_code(shard, {}, false), 0) << "none of the seven lines is of this one";
  shard.total = 1;
  shard.by_phase[static_cast<std::size_t>(Phase::input)] = 1;
  EXPECT_EQ(exit_code(shard, {}, false), 0) << "a bad line is for who puts the shards together";
  shard.list->shard.reset();
  EXPECT_EQ(exit_code(shard, {}, false), 2);
}

TEST(ExitCode, AnEmptyListIsEmptyInEachShard) {
  Summary shard;
  shard.list = ListFacts{.digest = "d", .lines = 0, .shard = Shard{.k = 1, .n = 3}};
  EXPECT_EQ(exit_code(shard, {}, false), 2);
  EXPECT_EQ(exit_code(shard, {}, true), 0);
}

/// Of a run with so many failures of each kind among 100 lines.
Summary failing(std::uint64_t checks, std::uint64_t requests) {
  Summary summary;
  summary.total = 100;
  summary.counted_checks = checks;
  summary.counted_requests = requests;
  return summary;
}

TEST(ExitCode, ToleratedFailuresAreASuccess) {
  Tolerance three;
  three.count = 3;
  EXPECT_EQ(exit_code(failing(2, 1), three, false), 0);
  EXPECT_EQ(exit_code(failing(2, 2), three, false), 1);
  EXPECT_EQ(exit_code(failing(0, 4), three, false), 3);
  Tolerance none;
  none.count = 0;
  EXPECT_EQ(exit_code(failing(0, 1), none, false), 3);
}

TEST(ExitCode, APercentageIsOfAllLines) {
  Tolerance tolerance;
  tolerance.percent = 2.5;
  EXPECT_EQ(exit_code(failing(1, 1), tolerance, false), 0);
  EXPECT_EQ(exit_code(failing(3, 0), tolerance, false), 1);
  tolerance.percent = 3;
  EXPECT_EQ(exit_code(failing(3, 0), tolerance, false), 0);
  tolerance.percent = 100;
  EXPECT_EQ(exit_code(failing(50, 50), tolerance, false), 0);
}

TEST(ExitCode, ABadLineIsNeverTolerated) {
  Summary summary = failing(0, 1);
  summary.by_phase[static_cast<std::size_t>(Phase::input)] = 1;
  Tolerance many;
  many.count = 50;
  EXPECT_EQ(exit_code(summary, many, false), 2);
}

TEST(ExitCode, ACheckOfTheRunCountsAsACheckUnlessChecksDoNot) {
  Summary summary = failing(0, 0);
  summary.checks = {{.name = "max-latency:p95", .ok = true, .expected = "", .actual = ""},
                    {.name = "max-latency:max", .ok = false, .expected = "", .actual = {}}};
  for (const auto& [fail_on, code] :
       {std::pair(FailOn::any, 1), std::pair(FailOn::check, 1), std::pair(FailOn::transport, 0),
        std::pair(FailOn::never, 0)}) {
    Tolerance tolerance;
    tolerance.fail_on = fail_on;
    tolerance.percent = 100;
    EXPECT_EQ(exit_code(summary, tolerance, false), code) << static_cast<int>(fail_on);
  }
  summary.counted_requests = 1;
  EXPECT_EQ(exit_code(summary, {}, false), 1) << "before other failures";
  summary.stop = StopCause::deadline;
  EXPECT_EQ(exit_code(summary, {}, false), 4) << "behind the deadline";
  summary.stop = StopCause::none;
  summary.checks[1].ok = true;
  EXPECT_EQ(exit_code(summary, {}, false), 3);
}

TEST(ExitCode, ABodyThatCouldNotBeSavedIsAnOutputThatCouldNotBeWritten) {
  Summary summary = failing(1, 0);
  summary.by_error[ErrorCode::save_failed] = 1;
  Tolerance none;
  none.fail_on = FailOn::never;
  EXPECT_EQ(exit_code(summary, none, false), 5);
  summary.stop = StopCause::interrupt;
  EXPECT_EQ(exit_code(summary, none, false), 5);
}

TEST(TooManyFailures, APercentageIsNotJudgedBeforeTheEnd) {
  Tolerance tolerance;
  tolerance.percent = 0;
  EXPECT_FALSE(too_many_failures(failing(100, 0), tolerance, false));
  EXPECT_TRUE(too_many_failures(failing(1, 0), tolerance, true));
}

TEST(ExitCode, AStoppedEmptyListIsAStop) {
  Summary summary;
  summary.stop = StopCause::interrupt;
  EXPECT_EQ(exit_code(summary, {}, false), 130);
}

}  // namespace
}  // namespace urlfan::exit_code_test
