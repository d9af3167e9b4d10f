#include "src/history/merge.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "src/model/exit_code.h"
#include "src/model/latency_limits.h"
#include "src/model/line.h"

namespace urlfan {
namespace {

/// How much a way to end early counts: as the exit codes do. Among signals SIGINT counts most.
int weight(StopCause cause) noexcept {
  if (signal_of(cause) > 0) return cause == StopCause::interrupt ? 5 : 4;
  switch (cause) {
    case StopCause::internal:
      return 6;
    case StopCause::deadline:
      return 3;
    case StopCause::failures:
      return 2;
    case StopCause::none:
      return 0;
    default:
      return 1;
  }
}

StopCause worse(StopCause left, StopCause right) noexcept {
  return weight(left) < weight(right) ? right : left;
}

/// Also of a run that went to its end, but an output of it did not.
bool has_failed(const Summary& run) noexcept {
  return run.stop == StopCause::internal || run.exit_code == kExitInternal;
}

}  // namespace

EarlierLine line_of(const Result& result, std::size_t run) {
  return {.run = run,
          .index = result.index,
          .key = std::hash<std::string>()(exact_line_key(result)),
          .unfinished = result.unfinished()};
}

Merge::Merge(const std::vector<EarlierRun>& runs, std::vector<EarlierLine> lines, Read read,
             const Tolerance& tolerance, const Baseline* baseline)
    : lines_(std::move(lines)),
      order_(lines_.size()),
      read_(std::move(read)),
      tolerance_(tolerance),
      baseline_(baseline),
      stats_(tolerance.fail_on) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  drop_superseded();
  std::stable_sort(order_.begin(), order_.end(), [this](std::size_t left, std::size_t right) {
    return std::tie(lines_[left].run, lines_[left].index) <
           std::tie(lines_[right].run, lines_[right].index);
  });
  std::vector<bool> unfinished(runs.size());
  for (const auto line : order_) {
    if (lines_[line].unfinished) unfinished[lines_[line].run] = true;
  }
  for (std::size_t run = 0; run < runs.size(); ++run) whole_.add(runs[run], unfinished[run]);
}

/// Takes out what one run left unfinished and another finished. Within one, lines that look the
/// same are different lines.
void Merge::drop_superseded() {
  // One line of each run that finished it.
  std::unordered_map<std::size_t, std::vector<std::size_t>> finished;
  for (const auto& line : lines_) {
    if (line.unfinished) finished.try_emplace(line.key);
  }
  for (std::size_t line = 0; line < lines_.size() && !finished.empty(); ++line) {
    const auto found = finished.find(lines_[line].key);
    if (lines_[line].unfinished || found == finished.end()) continue;
    auto& of_key = found->second;
    if (of_key.empty() || lines_[of_key.back()].run != lines_[line].run) of_key.push_back(line);
  }
  std::erase_if(order_, [&](std::size_t line) {
    if (!lines_[line].unfinished) return false;
    const auto& of_key = finished.at(lines_[line].key);
    return std::any_of(of_key.begin(), of_key.end(), [&](std::size_t other) {
      // Two keys can be alike by chance, and then a line would be lost.
      return lines_[other].run != lines_[line].run &&
             exact_line_key(read_(other)) == exact_line_key(read_(line));
    });
  });
}

void Merge::Whole::add(const EarlierRun& run, bool unfinished) {
  const Missing missing = missing_from(run);
  not_shown += missing.passed;
  if (missing.others > 0) stop = StopCause::internal;
  if (!run.summary) {
    // Lines can be missing, and nobody knows which: as when a run fails.
    stop = StopCause::internal;
    input_complete = false;
    if (run.began) stretch(*run.began, run.ended);
    return;
  }
  const Summary& its = *run.summary;
  if (has_failed(its)) stop = StopCause::internal;
  if (!its.input_complete || unfinished) stop = worse(stop, its.stop);
  input_complete = input_complete && its.input_complete;
  empty_is_fine = empty_is_fine || its.exit_code == kExitOk;
  stretch(its.started_at,
          its.started_at + std::chrono::duration_cast<WallTime::duration>(its.wall));
}

void Merge::Whole::stretch(WallTime from, WallTime to) {
  if (!began || from < *began) began = from;
  ended = std::max(ended, to);
}

std::optional<Result> Merge::next() {
  if (next_ == order_.size()) return {};
  Result result = read_(order_[next_]);
  result.index = next_++;
  if (baseline_ != nullptr) {
    result.baseline.reset();
    result.drift.reset();
    baseline_->compare(result);
  }
  stats_.add(result);
  return result;
}

Summary Merge::finish(StopCause stop) {
  Summary counts = std::move(stats_).finish();
  counts.total += whole_.not_shown;
  counts.ok += whole_.not_shown;
  counts.stop = stop == StopCause::none ? whole_.stop : stop;
  counts.input_complete = whole_.input_complete && next_ == order_.size();
  counts.complete = counts.complete && counts.input_complete && counts.stop == StopCause::none;
  counts.started_at = whole_.began.value_or(WallTime());
  counts.wall = std::chrono::duration_cast<Duration>(whole_.ended - counts.started_at);
  // What took how long is not known of all lines where some were left out.
  const bool all_shown = whole_.not_shown == 0;
  counts.checks = judge(tolerance_.max_latency, counts.total,
                        all_shown ? counts.latency : std::optional<Latency>());
  counts.exit_code = exit_code(counts, tolerance_, whole_.empty_is_fine);
  return counts;
}

}  // namespace urlfan
