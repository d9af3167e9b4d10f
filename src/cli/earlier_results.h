#ifndef URLFAN_CLI_EARLIER_RESULTS_H_
#define URLFAN_CLI_EARLIER_RESULTS_H_

#include <spdlog/logger.h>

#include <cstddef>
#include <deque>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/history/baseline.h"
#include "src/history/merge.h"
#include "src/history/result_reader.h"
#include "src/history/result_shelf.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// Outputs of urlfan, read once; their results stay on disk.
class EarlierResults {
 public:
  /// Reads one more; - is standard input. What --summary wrote belongs to the file before it.
  /// Throws UsageError.
  void add(const std::string& file);

  /// All as one, to be asked as long as this one lives; call once. Warns of what is missing. Throws
  /// UsageError where they are shards that do not belong together.
  Merge merge(const Tolerance& tolerance, const Baseline* baseline, spdlog::logger& log);
  /// What they tell of each line: its last result. Warns of runs that broke off.
  Baseline baseline(spdlog::logger& log);

 private:
  Result read_again(std::size_t line);
  struct Place {
    ResultShelf* shelf = nullptr;
    ResultShelf::Place on_shelf;
  };

  std::vector<std::unique_ptr<std::istream>> streams_;
  std::deque<ResultShelf> shelves_;
  std::vector<EarlierRun> runs_;
  std::vector<EarlierLine> lines_;
  /// Of those lines.
  std::vector<Place> places_;
};

/// The file of --baseline; nothing for an empty name. Throws UsageError.
std::optional<Baseline> read_baseline(const std::string& file, spdlog::logger& log);

}  // namespace urlfan

#endif  // URLFAN_CLI_EARLIER_RESULTS_H_
