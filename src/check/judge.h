#ifndef URLFAN_CHECK_JUDGE_H_
#define URLFAN_CHECK_JUDGE_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "urlfan/checks.h"
#include "urlfan/clock.h"
#include "urlfan/result.h"

namespace urlfan {

/// What there is to judge.
struct Answer {
  const Response& response;
  /// What the attempt took.
  Duration total{0};
  /// When it began: how long a certificate is still good for counts from there.
  WallTime began;
  /// It came to its end. Else neither its body nor its time can be told.
  bool whole = true;
  /// Where it came from: absolute, without user information.
  std::string_view url = {};
  /// How many answers led there.
  std::size_t redirects = 0;
};

struct Verdict {
  /// One for each check. An answer always has one for its status; without an answer there are
  /// only those that were asked for.
  std::vector<CheckOutcome> outcomes;
  /// Of the first that does not hold.
  std::optional<Error> error;
};

Verdict judge(const Checks& checks, const Answer& answer);

}  // namespace urlfan

#endif  // URLFAN_CHECK_JUDGE_H_
