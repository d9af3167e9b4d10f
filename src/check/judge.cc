#include "src/check/judge.h"

#include <cstddef>
#include <utility>

#include "src/check/bench.h"
#include "src/check/kinds.h"

namespace urlfan {

namespace {

/// How many outcomes there will be, but for the status: each result has them, and they are moved
/// whenever there is no room for one more.
std::size_t count(const Checks& checks) {
  std::size_t all = 0;
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    if constexpr (Kind::kMany) all += (checks.*kind.place).size();
    if constexpr (!Kind::kMany) all += kind.is_set(checks) ? 1 : 0;
  });
  return all;
}

}  // namespace

Verdict judge(const Checks& checks, const Answer& answer) {
  if (checks.none) return {};
  Bench bench(checks, answer);
  bench.verdict().outcomes.reserve(count(checks) + (checks.status ? 0 : 1));
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
