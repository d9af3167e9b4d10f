#ifndef URLFAN_CORE_CHECKS_H_
#define URLFAN_CORE_CHECKS_H_

#include <optional>
#include <vector>

#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

struct Verdict {
  std::vector<CheckOutcome> outcomes;
  /// Of the first check that does not hold.
  std::optional<Error> error;
};

/// Holds an answer, which took `total`, against the checks. `status` is always judged.
Verdict judge(const Checks& checks, int status, Duration total);

}  // namespace urlfan

#endif  // URLFAN_CORE_CHECKS_H_
