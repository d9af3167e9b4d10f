#include "src/check/judge.h"

#include <utility>

#include "src/check/bench.h"
#include "src/check/kinds.h"

namespace urlfan {

Verdict judge(const Checks& checks, const Answer& answer) {
  if (checks.none) return {};
  Bench bench(checks, answer);
  const auto judge_those = [&](bool last) {
    for_each_check_kind([&](const auto& kind) {
      if ((kind.judged == Judged::last) != last) return;
      if (kind.judged == Judged::even_unset || kind.is_set(checks)) {
        kind.judge(checks.*kind.place, bench);
      }
    });
  };
  judge_those(false);
  judge_those(true);
  return std::move(bench.verdict());
}

}  // namespace urlfan
