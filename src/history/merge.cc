#include "src/history/merge.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "src/model/exit_code.h"
#include "src/model/latency_limits.h"
#include "src/model/line.h"

namespace urlfan {
namespace {

/// By its number, once for all runs of it.
std::vector<ShardTime> shard_times(const EarlierList& list, const std::vector<EarlierRun>& runs) {
  std::map<std::uint64_t, ShardTime> times;
  for (const auto number : list.runs) {
    const EarlierRun& run = runs[number];
    const std::uint64_t k = shard_number(run);
    if (k == 0 || !run.began) continue;
    ShardTime& time =
        times.try_emplace(k, ShardTime{.k = k, .started_at = *run.began}).first->second;
    time.started_at = std::min(time.started_at, *run.began);
    time.wall += run.wall;
  }
  std::vector<ShardTime> all;
  all.reserve(times.size());
  for (const auto& [k, time] : times) all.push_back(time);
  return all;
}

/// Of which list the whole is; empty where there are several, or none that is known.
std::optional<ListFacts> list_of_all(const LastResults& last, const std::vector<EarlierRun>& runs) {
  if (last.lists.size() != 1) return {};
  const EarlierList& list = last.lists.front();
  // That of a run by itself, which may be of a list without knowing its digest.
  if (!list.is_known) return list_of(runs[list.runs.front()]);
  ListFacts facts = list.facts;
  if (facts.shard) facts.shards = shard_times(list, runs);
  facts.shard.reset();
  return facts;
}

}  // namespace

Merge::Merge(const std::vector<EarlierRun>& runs, std::vector<EarlierLine> lines, Read read,
             const Tolerance& tolerance, const Baseline* baseline)
    : lines_(std::move(lines)),
      read_(std::move(read)),
      tolerance_(tolerance),
      baseline_(baseline),
      stats_(tolerance.fail_on) {
  require_one_division(runs);
  LastResults last = last_results(runs, lines_);
  order_ = std::move(last.order);
  keeps_index_ = last.lists.size() == 1 && last.lists.front().is_known;
  drop_superseded(last);
  look_at_ends(last, runs);
}

/// Takes out what a run left unfinished and one of another list finished. Within a list, lines that
/// look the same are different lines.
void Merge::drop_superseded(const LastResults& last) {
  const auto list_of = [&](std::size_t line) { return last.list_of_run[lines_[line].run]; };
  // One line of each list that finished it.
  std::unordered_map<std::size_t, std::vector<std::size_t>> finished;
  if (last.lists.size() == 1) return;
  for (const auto line : order_) {
    if (lines_[line].unfinished) finished.try_emplace(lines_[line].key);
  }
  if (finished.empty()) return;
  for (const auto line : order_) {
    const auto found = finished.find(lines_[line].key);
    if (lines_[line].unfinished || found == finished.end()) continue;
    auto& of_key = found->second;
    if (of_key.empty() || list_of(of_key.back()) != list_of(line)) of_key.push_back(line);
  }
  std::erase_if(order_, [&](std::size_t line) {
    if (!lines_[line].unfinished) return false;
    const auto& of_key = finished.at(lines_[line].key);
    return std::any_of(of_key.begin(), of_key.end(), [&](std::size_t other) {
      // Two keys can be alike by chance, and then a line would be lost.
      return list_of(other) != list_of(line) &&
             exact_line_key(read_(other)) == exact_line_key(read_(line));
    });
  });
}

void Merge::look_at_ends(const LastResults& last, const std::vector<EarlierRun>& runs) {
  std::vector<bool> unfinished(runs.size());
  for (const auto line : order_) {
    if (lines_[line].unfinished) unfinished[lines_[line].run] = true;
  }
  whole_.empty_is_fine = false;
  for (std::size_t list = 0; list < last.lists.size(); ++list) {
    ListEnd end = end_of(list, last, runs, unfinished);
    whole_.stop = worse(whole_.stop, end.stop);
    whole_.input_complete = whole_.input_complete && end.input_complete;
    whole_.empty_is_fine = whole_.empty_is_fine || end.empty_is_fine;
    whole_.not_shown += end.not_shown;
    std::move(end.broken.begin(), end.broken.end(), std::back_inserter(whole_.missing));
    std::move(end.missing.begin(), end.missing.end(), std::back_inserter(whole_.missing));
  }
  for (const auto& run : runs) {
    if (!run.began) continue;
    whole_.began = std::min(whole_.began.value_or(*run.began), *run.began);
    whole_.ended = std::max(whole_.ended, run.ended);
  }
  whole_.list = list_of_all(last, runs);
}

std::optional<Result> Merge::next() {
  if (next_ == order_.size()) return {};
  Result result = read_(order_[next_]);
  result.sequence = next_++;
  if (!keeps_index_) result.index = result.sequence;
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
  counts.list = whole_.list;
  // What took how long is not known of all lines where some were left out.
  const bool all_shown = whole_.not_shown == 0;
  counts.checks = judge(tolerance_.max_latency, counts.total,
                        all_shown ? counts.latency : std::optional<Latency>());
  counts.exit_code = exit_code(counts, tolerance_, whole_.empty_is_fine);
  return counts;
}

}  // namespace urlfan
