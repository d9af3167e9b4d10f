#include "src/core/exit_code.h"

#include <gtest/gtest.h>

#include <vector>

namespace urlfan {
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
  for (const Phase phase : tested.failures) ++summary.by_phase[static_cast<std::size_t>(phase)];
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
    {{Phase::local}, StopCause::internal, 5},
    {{Phase::check, Phase::dns, Phase::input}, StopCause::internal, 5},
};

TEST(ExitCode, TheFirstThatAppliesCounts) {
  for (std::size_t i = 0; i < kCases.size(); ++i) {
    EXPECT_EQ(exit_code(summary_of(kCases[i]), false), kCases[i].code) << "case " << i;
    EXPECT_EQ(exit_code(summary_of(kCases[i]), true), kCases[i].code) << "case " << i;
  }
}

TEST(ExitCode, AnEmptyListIsBadUsageUnlessAllowed) {
  EXPECT_EQ(exit_code(Summary(), false), 2);
  EXPECT_EQ(exit_code(Summary(), true), 0);
}

TEST(ExitCode, AStoppedEmptyListIsAStop) {
  Summary summary;
  summary.stop = StopCause::interrupt;
  EXPECT_EQ(exit_code(summary, false), 130);
}

}  // namespace
}  // namespace urlfan
