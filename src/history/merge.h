#ifndef URLFAN_HISTORY_MERGE_H_
#define URLFAN_HISTORY_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "src/history/baseline.h"
#include "src/history/result_reader.h"
#include "src/model/stats.h"
#include "urlfan/result.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// What has to be known of all results of all runs before the first is written: a few words each.
struct EarlierLine {
  /// Of which run, of all.
  std::size_t run = 0;
  std::uint64_t index = 0;
  /// Equal for lines of two runs that may be the same line.
  std::size_t key = 0;
  bool unfinished = false;
};

EarlierLine line_of(const Result& result, std::size_t run);

/// Several runs as one: puts shards, and the parts of an interrupted run, together. A line that one
/// run left unfinished and another finished counts once. An early end is forgiven when nothing of
/// that run is missing. Holds no result.
class Merge {
 public:
  /// Reads a result once more, by its number among `lines`.
  using Read = std::function<Result(std::size_t line)>;

  /// `baseline` may be null; then the results keep the verdicts that they have. It must outlive
  /// this one.
  Merge(const std::vector<EarlierRun>& runs, std::vector<EarlierLine> lines, Read read,
        const Tolerance& tolerance, const Baseline* baseline);

  /// The next in the order of the runs and of their lists, numbered anew.
  std::optional<Result> next();
  /// Of those that were handed out; call once. `stop`: why there were no more.
  Summary finish(StopCause stop = StopCause::none);

 private:
  /// What the results cannot tell: times, and whether anything is missing.
  struct Whole {
    StopCause stop = StopCause::none;
    bool input_complete = true;
    bool empty_is_fine = false;
    /// Passed, by the summaries, but left out of the results.
    std::uint64_t not_shown = 0;
    std::optional<WallTime> began;
    WallTime ended;

    void add(const EarlierRun& run, bool unfinished);
    void stretch(WallTime from, WallTime to);
  };

  void drop_superseded();

  std::vector<EarlierLine> lines_;
  /// Of those lines, in the order in which they are handed out.
  std::vector<std::size_t> order_;
  std::size_t next_ = 0;
  Read read_;
  Tolerance tolerance_;
  const Baseline* baseline_;
  Stats stats_;
  Whole whole_;
};

}  // namespace urlfan

#endif  // URLFAN_HISTORY_MERGE_H_
