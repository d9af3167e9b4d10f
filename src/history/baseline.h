#ifndef URLFAN_HISTORY_BASELINE_H_
#define URLFAN_HISTORY_BASELINE_H_

#include <optional>
#include <string>
#include <unordered_map>

#include "urlfan/result.h"

namespace urlfan {

/// What an earlier run found, line by line. Lines are known again by their name, else by method
/// and URL; those that share one count as one, failed when any of them was. A stage of a run: see
/// RunConfig::stages.
class Baseline {
 public:
  /// Lines that the earlier run could not finish, or not read, tell nothing and are left out.
  void add(const Result& earlier);
  /// Fills in `baseline` and `drift`. Any thread, once all is added.
  void compare(Result& result) const;

 private:
  struct Facts {
    bool failed = false;
    std::optional<int> status;
    std::optional<std::string> content_type;
    std::optional<std::string> sha256;
  };
  std::unordered_map<std::string, Facts> lines_;
};

}  // namespace urlfan

#endif  // URLFAN_HISTORY_BASELINE_H_
