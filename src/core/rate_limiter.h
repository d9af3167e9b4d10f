#ifndef URLFAN_CORE_RATE_LIMITER_H_
#define URLFAN_CORE_RATE_LIMITER_H_

#include <optional>

#include "urlfan/clock.h"

namespace urlfan {

/// Spaces starts evenly: so many a second, never two at once. What is late by some milliseconds
/// is caught up, so that the rate is kept however coarse the timers are.
class RateLimiter {
 public:
  /// Empty: no limit.
  explicit RateLimiter(std::optional<double> per_second);

  /// When the next start may be; TimePoint::min() without a limit.
  TimePoint next() const noexcept { return next_; }
  void started(TimePoint now) noexcept;

 private:
  std::optional<TimePoint::duration> interval_;
  TimePoint next_ = TimePoint::min();
};

}  // namespace urlfan

#endif  // URLFAN_CORE_RATE_LIMITER_H_
