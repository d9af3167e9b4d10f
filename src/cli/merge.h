#ifndef URLFAN_CLI_MERGE_H_
#define URLFAN_CLI_MERGE_H_

#include <vector>

#include "src/io/result_reader.h"
#include "urlfan/baseline.h"
#include "urlfan/config.h"
#include "urlfan/result.h"

namespace urlfan {

/// Several runs as one.
struct Merged {
  /// In the order of the runs and of their lists, numbered anew.
  std::vector<Result> results;
  Summary summary;
};

/// Puts shards, and the parts of an interrupted run, together. A line that one run left unfinished
/// and another finished counts once. An early end is forgiven when nothing of that run is missing.
/// `baseline` may be null; then the results keep the verdicts that they have.
Merged merge(std::vector<EarlierRun> runs, const Tolerance& tolerance, const Baseline* baseline);

}  // namespace urlfan

#endif  // URLFAN_CLI_MERGE_H_
