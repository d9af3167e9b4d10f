#ifndef URLFAN_HISTORY_LIST_END_H_
#define URLFAN_HISTORY_LIST_END_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/history/last_results.h"
#include "urlfan/result.h"

namespace urlfan {

/// How the runs of a list ended, all in all: what its results cannot tell.
struct ListEnd {
  StopCause stop = StopCause::none;
  bool input_complete = true;
  bool empty_is_fine = true;
  /// Passed, by the summaries, but left out of the results.
  std::uint64_t not_shown = 0;
  /// Shards and lines that are not there, in words.
  std::vector<std::string> missing = {};
  /// The same of runs that broke off, or whose results are fewer than they should be, where no
  /// other makes up for it.
  std::vector<std::string> broken = {};

  /// Whatever is there, something else is not.
  void miss(std::string what);
};

/// Of two, the one that counts more, as the exit codes do.
StopCause worse(StopCause left, StopCause right) noexcept;

/// `list`: its number in `last`. `unfinished`: for each run whether a result of it counts that did
/// not come to its end. An early end is forgiven when nothing is missing by it: that is, when what
/// a run left out is in another run of the same part of the list.
ListEnd end_of(std::size_t list, const LastResults& last, const std::vector<EarlierRun>& runs,
               const std::vector<bool>& unfinished);

}  // namespace urlfan

#endif  // URLFAN_HISTORY_LIST_END_H_
