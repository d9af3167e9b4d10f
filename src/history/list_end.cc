#include "src/history/list_end.h"

#include <algorithm>
#include <map>
#include <utility>

#include "src/model/exit_code.h"

namespace urlfan {
namespace {

/// How much a way to end early counts. Among signals SIGINT counts most.
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

/// Also of a run that went to its end, but an output of it did not.
bool has_failed(const Summary& run) noexcept {
  return run.stop == StopCause::internal || run.exit_code == kExitInternal;
}

/// A shard of a list, or all of it: what its runs are together.
struct Part {
  /// One of them came to its end.
  bool has_ended = false;
  bool input_complete = false;
  bool is_entire = false;
};
using Parts = std::map<std::uint64_t, Part>;

/// Of the numbers from 1 to `n` those that are no keys: the first few, and how many there are.
std::string missing_shards(const Parts& parts, std::uint64_t n) {
  constexpr std::size_t most_named = 10;
  const std::uint64_t count =
      n - static_cast<std::uint64_t>(
              std::count_if(parts.begin(), parts.end(), [](auto& part) { return part.first > 0; }));
  if (count == 0) return {};
  std::vector<std::string> named;
  for (std::uint64_t k = 1; named.size() < std::min<std::uint64_t>(count, most_named); ++k) {
    if (!parts.contains(k)) named.push_back(std::to_string(k));
  }
  if (count > named.size()) named.push_back(std::to_string(count - named.size()) + " others");
  std::string text = count == 1 ? "shard " : "shards ";
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (i > 0) text += i + 1 == named.size() ? " and " : ", ";
    text += named[i];
  }
  return text + " of " + std::to_string(n) + (count == 1 ? " is missing" : " are missing");
}

std::string what_is_missing(const EarlierRun& run, const Missing& missing) {
  if (!run.list) return run.name + ": the summary counts other failures than there are results of";
  return run.name + ": " + std::to_string(missing.others) +
         " of the lines that the summary counts have no result";
}

/// From the last run to the first: what a later one has in full, an earlier one need not have.
Parts parts_of(const EarlierList& list, const LastResults& last,
               const std::vector<EarlierRun>& runs, ListEnd& end) {
  Parts parts;
  for (auto run = list.runs.rbegin(); run != list.runs.rend(); ++run) {
    const auto& summary = runs[*run].summary;
    Part& part = parts[shard_number(runs[*run])];
    if (!summary) continue;
    const Missing& missing = last.missing[*run];
    if (!part.is_entire) {
      end.not_shown += missing.passed;
      if (missing.others > 0) end.broken.push_back(what_is_missing(runs[*run], missing));
      if (missing.others > 0 || has_failed(*summary)) end.stop = StopCause::internal;
    }
    part.has_ended = true;
    part.input_complete = part.input_complete || summary->input_complete;
    part.is_entire = part.is_entire || is_entire(runs[*run], missing);
    // That a shard of a list with lines in it is empty is no leave for the whole to be so.
    const bool is_shard = list.facts.shard.has_value() && list.facts.lines > 0;
    end.empty_is_fine = end.empty_is_fine && summary->exit_code == kExitOk && !is_shard;
  }
  return parts;
}

/// Lines of a list that was read to its end by all have a result each.
void look_for_missing_lines(const ListFacts& facts, std::uint64_t count, ListEnd& end) {
  if (count > facts.lines) {
    return end.miss("there are results of " + std::to_string(count) + " lines, and the list has " +
                    std::to_string(facts.lines));
  }
  const std::uint64_t absent = facts.lines - count;
  if (absent > end.not_shown) {
    return end.miss(std::to_string(absent - end.not_shown) + " of the " +
                    std::to_string(facts.lines) + " lines of the list have no result");
  }
  end.not_shown = absent;
}

}  // namespace

void ListEnd::miss(std::string what) {
  stop = StopCause::internal;
  input_complete = false;
  missing.push_back(std::move(what));
}

StopCause worse(StopCause left, StopCause right) noexcept {
  return weight(left) < weight(right) ? right : left;
}

ListEnd end_of(std::size_t list, const LastResults& last, const std::vector<EarlierRun>& runs,
               const std::vector<bool>& unfinished) {
  const EarlierList& its = last.lists[list];
  ListEnd end;
  Parts parts = parts_of(its, last, runs, end);
  if (its.facts.shard) {
    // What broke off before it told of which shard it is need not be missed.
    parts.erase(0);
    const std::string missing = missing_shards(parts, its.facts.shard->n);
    if (!missing.empty()) end.miss(missing);
  }
  const bool all_have_ended = std::all_of(parts.begin(), parts.end(),
                                          [](const auto& part) { return part.second.has_ended; });
  // Several runs that each left something out can have all of it together.
  const bool is_whole = end.missing.empty() && all_have_ended && !its.facts.digest.empty() &&
                        last.counts[list] == its.facts.lines;
  for (auto& [number, part] : parts) {
    part.input_complete = part.input_complete || is_whole;
    end.input_complete = end.input_complete && part.input_complete;
  }
  // Lines can be missing, and nobody knows which: as when a run fails.
  if (!all_have_ended) end.stop = StopCause::internal;
  if (end.input_complete && !its.facts.digest.empty()) {
    look_for_missing_lines(its.facts, last.counts[list], end);
  }
  for (const auto run : its.runs) {
    const auto part = parts.find(shard_number(runs[run]));
    const bool forgiven = part == parts.end() || part->second.input_complete;
    if (forgiven && !unfinished[run]) continue;
    const auto& summary = runs[run].summary;
    end.stop = worse(end.stop, summary ? summary->stop : StopCause::internal);
  }
  if (end.input_complete && end.stop != StopCause::internal) return end;
  for (const auto run : its.runs) {
    if (runs[run].summary) continue;
    end.broken.push_back(
        runs[run].name +
        ": no summary at its end; the run did not finish and lines may be missing, "
        "unless --summary put it into a file of its own");
  }
  return end;
}

}  // namespace urlfan
