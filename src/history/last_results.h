#ifndef URLFAN_HISTORY_LAST_RESULTS_H_
#define URLFAN_HISTORY_LAST_RESULTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/history/earlier_lists.h"
#include "src/history/result_reader.h"
#include "urlfan/result.h"

namespace urlfan {

/// What has to be known of all results of all runs before the first is taken: a few words each.
struct EarlierLine {
  std::uint64_t index = 0;
  /// Equal for lines of two runs that may be the same line.
  std::size_t key = 0;
  /// Of which run, of all.
  std::uint32_t run = 0;
  bool unfinished = false;
};

EarlierLine line_of(const Result& result, std::size_t run);

/// Results that the summary of a run counts and that are not there. Those that passed may have been
/// left out on purpose (--show failed).
struct Missing {
  std::uint64_t passed = 0;
  std::uint64_t others = 0;
};

/// Of a run whose lines are those that were read.
Missing missing_from(const EarlierRun& run);

/// Whether all of a run's lines are there: they were all read, and nothing is missing.
bool is_entire(const EarlierRun& run, const Missing& missing);

/// Which results of several runs count: of each line of a list one, the last that finished, or else
/// the last. Where it is not known of which list a run is, all of it.
struct LastResults {
  std::vector<EarlierList> lists = {};
  /// For each run its list.
  std::vector<std::size_t> list_of_run = {};
  /// For each run what is missing from it, by its own summary.
  std::vector<Missing> missing = {};
  /// For each list how many results of it count.
  std::vector<std::uint64_t> counts = {};
  /// The numbers of the lines that count: list by list, each in its order.
  std::vector<std::size_t> order = {};
};

/// `lines` in the order in which they were read.
LastResults last_results(const std::vector<EarlierRun>& runs,
                         const std::vector<EarlierLine>& lines);

}  // namespace urlfan

#endif  // URLFAN_HISTORY_LAST_RESULTS_H_
