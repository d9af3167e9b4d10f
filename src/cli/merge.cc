#include "src/cli/merge.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "src/core/exit_code.h"
#include "src/core/stats.h"

namespace urlfan {
namespace {

/// What makes lines of two runs the same line.
std::string same_line_key(const Result& result) {
  return result.name.value_or("") + "\n" + result.method + "\n" + result.url;
}

/// Takes out what one run left unfinished and another finished.
void drop_superseded(std::vector<EarlierRun>& runs) {
  std::unordered_map<std::string, std::unordered_set<const EarlierRun*>> finished;
  for (const auto& run : runs) {
    for (const auto& result : run.results) {
      if (!result.unfinished()) finished[same_line_key(result)].insert(&run);
    }
  }
  for (auto& run : runs) {
    std::erase_if(run.results, [&](const Result& result) {
      if (!result.unfinished()) return false;
      const auto found = finished.find(same_line_key(result));
      // In another run: within one, lines that look the same are different lines.
      return found != finished.end() && (found->second.size() > 1 || !found->second.contains(&run));
    });
  }
}

/// Of all ways to end early, the one that counts most; in the order of their exit codes.
StopCause worse(StopCause left, StopCause right) {
  constexpr std::array order{StopCause::none, StopCause::failures, StopCause::deadline};
  // Signals come between these and a failure of urlfan itself; among them SIGINT counts most.
  const auto rank = [&order](StopCause cause) -> std::ptrdiff_t {
    if (cause == StopCause::internal) return 6;
    if (cause == StopCause::interrupt) return 5;
    if (signal_of(cause) > 0) return 4;
    return std::find(order.begin(), order.end(), cause) - order.begin();
  };
  return rank(left) < rank(right) ? right : left;
}

/// Adds what the counts cannot tell: times, and whether anything is missing.
class Whole {
 public:
  /// Before anything is taken out.
  void count_missing(const EarlierRun& run) {
    const Missing missing = missing_from(run);
    not_shown_ += missing.passed;
    if (missing.others > 0) summary_.stop = StopCause::internal;
  }

  void add(const EarlierRun& run) {
    if (!run.summary) {
      // Lines can be missing, and nobody knows which: as when a run fails.
      summary_.stop = StopCause::internal;
      input_complete_ = false;
      for (const auto& result : run.results) add_times(result);
      return;
    }
    const Summary& its = *run.summary;
    const bool unfinished =
        std::any_of(run.results.begin(), run.results.end(), std::mem_fn(&Result::unfinished));
    const bool forgiven = its.input_complete && !unfinished && its.stop != StopCause::internal;
    if (!forgiven) summary_.stop = worse(summary_.stop, its.stop);
    input_complete_ = input_complete_ && its.input_complete;
    empty_is_fine_ = empty_is_fine_ || its.exit_code == kExitOk;
    stretch(its.started_at, its.wall);
  }

  Summary finish(Summary counts, const Tolerance& tolerance) const {
    counts.total += not_shown_;
    counts.ok += not_shown_;
    counts.stop = summary_.stop;
    counts.input_complete = input_complete_;
    counts.complete = counts.complete && input_complete_ && summary_.stop == StopCause::none;
    counts.started_at = began_.value_or(WallTime());
    counts.wall = std::chrono::duration_cast<Duration>(ended_ - counts.started_at);
    counts.exit_code = exit_code(counts, tolerance, empty_is_fine_);
    return counts;
  }

 private:
  void add_times(const Result& result) {
    if (result.started_at) stretch(*result.started_at, result.elapsed.value_or(Duration(0)));
  }

  void stretch(WallTime began, Duration wall) {
    if (!began_ || began < *began_) began_ = began;
    ended_ = std::max(ended_, began + std::chrono::duration_cast<WallTime::duration>(wall));
  }

  Summary summary_;
  bool input_complete_ = true;
  bool empty_is_fine_ = false;
  /// Passed, by the summaries, but left out of the results.
  std::uint64_t not_shown_ = 0;
  std::optional<WallTime> began_;
  WallTime ended_;
};

}  // namespace

Merged merge(std::vector<EarlierRun> runs, const Tolerance& tolerance, const Baseline* baseline) {
  Merged merged;
  Stats stats(tolerance.fail_on);
  Whole whole;
  for (const auto& run : runs) whole.count_missing(run);
  drop_superseded(runs);
  for (auto& run : runs) {
    std::sort(run.results.begin(), run.results.end(),
              [](const Result& left, const Result& right) { return left.index < right.index; });
    whole.add(run);
    for (auto& result : run.results) {
      result.index = merged.results.size();
      if (baseline != nullptr) {
        result.baseline.reset();
        result.drift.reset();
        baseline->compare(result);
      }
      stats.add(result);
      merged.results.push_back(std::move(result));
    }
  }
  merged.summary = whole.finish(std::move(stats).finish(), tolerance);
  return merged;
}

}  // namespace urlfan
