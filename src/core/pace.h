#ifndef URLFAN_CORE_PACE_H_
#define URLFAN_CORE_PACE_H_

#include <optional>

#include "urlfan/clock.h"

namespace urlfan {

/// Spaces starts evenly: so many a second, never two at once. What is late by some milliseconds
/// is caught up, so that the rate is kept however coarse the timers are.
class Pace {
 public:
  /// Empty: no limit.
  explicit Pace(std::optional<double> per_second);

  /// When the next start may be; TimePoint::min() without a limit.
  TimePoint next() const noexcept { return next_; }
  void started(TimePoint now) noexcept;

 private:
  std::optional<TimePoint::duration> interval_;
  TimePoint next_ = TimePoint::min();
};

}  // namespace urlfan

#endif  // URLFAN_CORE_PACE_H_
