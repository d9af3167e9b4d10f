#ifndef URLFAN_HISTORY_BASELINE_H_
#define URLFAN_HISTORY_BASELINE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "urlfan/result.h"

namespace urlfan {

/// What earlier runs found, line by line. Lines are known again by their name, else by method and
/// URL; those of one list that share one count as one, failed when any of them was. A stage of a
/// run: see RunConfig::stages.
class Baseline {
 public:
  /// Lines that the earlier run could not finish, or not read, tell nothing and are left out. What
  /// one list tells of a line replaces what others told before it: `list` is its number.
  void add(const Result& earlier, std::size_t list = 0);
  /// Fills in `baseline` and `drift`. Any thread, once all is added.
  void compare(Result& result) const;

 private:
  struct Facts {
    std::size_t list = 0;
    bool failed = false;
    std::optional<int> status;
    std::optional<std::string> content_type;
    std::optional<std::string> sha256;
  };
  std::unordered_map<std::string, Facts> lines_;
};

}  // namespace urlfan

#endif  // URLFAN_HISTORY_BASELINE_H_
