#ifndef URLFAN_HISTORY_MERGE_H_
#define URLFAN_HISTORY_MERGE_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/history/baseline.h"
#include "src/history/last_results.h"
#include "src/history/list_end.h"
#include "src/history/result_reader.h"
#include "src/model/stats.h"
#include "urlfan/result.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// Several runs as one: puts shards, and the parts of an interrupted run, together. Each line of a
/// list counts once (LastResults), and so does what a run of one list left unfinished and one of
/// another finished. An early end is forgiven when nothing of that run is missing. Holds no result.
class Merge {
 public:
  /// Reads a result once more, by its number among `lines`.
  using Read = std::function<Result(std::size_t line)>;

  /// `lines` in the order in which they were read. `baseline` may be null; then the results keep
  /// the verdicts that they have. It must outlive this one. Throws ResultsError where shards do not
  /// belong together.
  Merge(const std::vector<EarlierRun>& runs, std::vector<EarlierLine> lines, Read read,
        const Tolerance& tolerance, const Baseline* baseline);

  /// Shards and lines that are not there, and streams that broke off with no other run to make up
  /// for it: in words.
  const std::vector<std::string>& missing() const noexcept { return whole_.missing; }
  /// The next in the order of the lists and their lines. Of one list each keeps its index; of
  /// several all are numbered anew.
  std::optional<Result> next();
  /// Of those that were handed out; call once. `stop`: why there were no more.
  Summary finish(StopCause stop = StopCause::none);

 private:
  /// What the results cannot tell.
  struct Whole : ListEnd {
    std::optional<WallTime> began;
    WallTime ended;
    /// Of the one list that all is of.
    std::optional<ListFacts> list;
  };

  void drop_superseded(const LastResults& last);
  void look_at_ends(const LastResults& last, const std::vector<EarlierRun>& runs);

  std::vector<EarlierLine> lines_;
  /// Of those lines, in the order in which they are handed out.
  std::vector<std::size_t> order_;
  std::size_t next_ = 0;
  bool keeps_index_ = false;
  Read read_;
  Tolerance tolerance_;
  const Baseline* baseline_;
  Stats stats_;
  Whole whole_;
};

}  // namespace urlfan

#endif  // URLFAN_HISTORY_MERGE_H_
