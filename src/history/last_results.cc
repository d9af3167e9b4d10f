#include "src/history/last_results.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "src/model/line.h"

namespace urlfan {
namespace {

using Numbers = std::vector<std::size_t>;

/// Runs that --show failed has left results out of are the last word on their lines: what they do
/// not show has passed, whatever an earlier run says.
std::vector<bool> runs_that_are_replaced(const LastResults& last,
                                         const std::vector<EarlierRun>& runs) {
  std::vector<bool> replaced(runs.size());
  for (const auto& list : last.lists) {
    std::map<std::uint64_t, bool> later;
    for (auto run = list.runs.rbegin(); run != list.runs.rend(); ++run) {
      bool& replaces = later[shard_number(runs[*run])];
      replaced[*run] = list.is_known && replaces;
      const Missing& missing = last.missing[*run];
      replaces = replaces || (is_entire(runs[*run], missing) && missing.passed > 0);
    }
  }
  return replaced;
}

/// In the order of the lists, and of their lines; what came first first.
void sort(LastResults& last, const std::vector<EarlierLine>& lines) {
  const auto rank = [&](std::size_t number) {
    const EarlierLine& line = lines[number];
    return std::make_tuple(last.list_of_run[line.run], line.index, number);
  };
  std::sort(last.order.begin(), last.order.end(),
            [&](std::size_t left, std::size_t right) { return rank(left) < rank(right); });
}

/// Of the results of one line the one that counts.
std::size_t last_of(Numbers::const_iterator first, Numbers::const_iterator end,
                    const std::vector<EarlierLine>& lines) {
  const auto finished =
      std::find_if(std::make_reverse_iterator(end), std::make_reverse_iterator(first),
                   [&](std::size_t line) { return !lines[line].unfinished; });
  return finished.base() == first ? *std::prev(end) : *finished;
}

/// Keeps one result for each line of a list. Returns for each run how many lines it has results of.
std::vector<std::uint64_t> keep_last(LastResults& last, const std::vector<EarlierLine>& lines) {
  std::vector<std::uint64_t> of_run(last.list_of_run.size());
  auto kept = last.order.begin();
  for (auto first = last.order.cbegin(); first != last.order.cend();) {
    const std::size_t list = last.list_of_run[lines[*first].run];
    const auto is_another = [&](std::size_t line) {
      return !last.lists[list].is_known || last.list_of_run[lines[line].run] != list ||
             lines[line].index != lines[*first].index;
    };
    const auto end = std::find_if(std::next(first), last.order.cend(), is_another);
    for (auto line = first; line != end; ++line) {
      const bool counted = line != first && lines[*line].run == lines[*std::prev(line)].run;
      if (!counted) ++of_run[lines[*line].run];
    }
    ++last.counts[list];
    *kept++ = last_of(first, end, lines);
    first = end;
  }
  last.order.erase(kept, last.order.end());
  return of_run;
}

}  // namespace

EarlierLine line_of(const Result& result, std::size_t run) {
  return {.index = result.index,
          .key = std::hash<std::string>()(exact_line_key(result)),
          .run = static_cast<std::uint32_t>(run),
          .unfinished = result.unfinished()};
}

Missing missing_from(const EarlierRun& run) {
  if (!run.summary) return {};
  const std::uint64_t passed = run.passed;
  const std::uint64_t others_counted =
      run.summary->total - std::min(run.summary->ok, run.summary->total);
  // More than were counted is as wrong as fewer.
  const auto difference = [](std::uint64_t left, std::uint64_t right) {
    return std::max(left, right) - std::min(left, right);
  };
  Missing missing{.passed = run.summary->ok - std::min(passed, run.summary->ok),
                  .others = difference(run.others, others_counted)};
  if (passed > run.summary->ok) missing.others += passed - run.summary->ok;
  if (run.summary->ok > run.summary->total) missing = {.others = run.summary->ok};
  return missing;
}

bool is_entire(const EarlierRun& run, const Missing& missing) {
  return run.summary && run.summary->input_complete && missing.others == 0;
}

LastResults last_results(const std::vector<EarlierRun>& runs,
                         const std::vector<EarlierLine>& lines) {
  LastResults last{.lists = lists_of(runs), .list_of_run = Numbers(runs.size())};
  for (std::size_t list = 0; list < last.lists.size(); ++list) {
    for (const auto run : last.lists[list].runs) last.list_of_run[run] = list;
  }
  for (const auto& run : runs) {
    // The results of several goes are more than the lines that the summary counts.
    last.missing.push_back(run.list ? Missing() : missing_from(run));
  }
  last.counts.resize(last.lists.size());
  last.order.resize(lines.size());
  std::iota(last.order.begin(), last.order.end(), std::size_t{0});
  const auto replaced = runs_that_are_replaced(last, runs);
  std::erase_if(last.order, [&](std::size_t line) { return replaced[lines[line].run]; });
  sort(last, lines);
  const auto of_run = keep_last(last, lines);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (!runs[run].list || !runs[run].summary) continue;
    last.missing[run].others =
        runs[run].summary->total - std::min(of_run[run], runs[run].summary->total);
  }
  return last;
}

}  // namespace urlfan
