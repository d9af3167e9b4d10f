#include "src/core/rate_limiter.h"

#include <chrono>

namespace urlfan {
namespace {

// poll() and epoll_wait() count in milliseconds.
constexpr TimePoint::duration kCaughtUp = std::chrono::milliseconds(5);

}  // namespace

RateLimiter::RateLimiter(std::optional<double> per_second) {
  if (!per_second) return;
  interval_ =
      std::chrono::ceil<TimePoint::duration>(std::chrono::duration<double>(1 / *per_second));
}

void RateLimiter::started(TimePoint now) noexcept {
  if (!interval_) return;
  const bool a_little_late = next_ > TimePoint::min() && now - next_ <= kCaughtUp;
  next_ = (a_little_late ? next_ : now) + *interval_;
}

}  // namespace urlfan
