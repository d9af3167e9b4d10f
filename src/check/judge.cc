#include "src/check/judge.h"

#include <cstddef>
#include <utility>

#include "src/check/bench.h"
#include "src/check/kinds.h"

namespace urlfan {

namespace {

template <typename Kind>
bool is_judged(const Kind& kind, const Checks& checks) {
  return kind.judged == Judged::even_unset || kind.is_set(checks);
}

/// How many outcomes there can be: each result has them, and they are moved whenever there is no
/// room for one more.
std::size_t count(const Checks& checks) {
  std::size_t all = 0;
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    if constexpr (Kind::kMany) {
      all += (checks.*kind.place).size();
    } else {
      all += is_judged(kind, checks) ? 1 : 0;
    }
  });
  return all;
}

}  // namespace

Verdict judge(const Checks& checks, const Answer& answer) {
  if (checks.none) return {};
  Bench bench(checks, answer);
  bench.verdict().outcomes.reserve(count(checks));
  const auto judge_those = [&](bool last) {
    for_each_check_kind([&](const auto& kind) {
      if ((kind.judged == Judged::last) != last || !is_judged(kind, checks)) return;
      kind.judge(checks.*kind.place, bench);
    });
  };
  judge_those(false);
  judge_those(true);
  return std::move(bench.verdict());
}

}  // namespace urlfan
