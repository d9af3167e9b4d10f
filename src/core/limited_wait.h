#ifndef URLFAN_CORE_LIMITED_WAIT_H_
#define URLFAN_CORE_LIMITED_WAIT_H_

#include <algorithm>
#include <span>
#include <vector>

#include "src/core/event_wait.h"

namespace urlfan {

/// The wait of a coordinator whose owner has something to do at a time of its own, also while
/// there is no run.
class LimitedWait final : public EventWait {
 public:
  /// Must outlive this one.
  explicit LimitedWait(EventWait& inner) : inner_(inner) {}

  /// The next waits end then at the latest.
  void set_limit(TimePoint limit) noexcept { limit_ = limit; }
  /// The next waits end also when this is readable; -1: nothing.
  void set_descriptor(int fd) noexcept { own_ = fd; }

  void wait_until(TimePoint deadline, std::span<const int> descriptors) override {
    all_.assign(descriptors.begin(), descriptors.end());
    all_.push_back(own_);
    inner_.wait_until(std::min(deadline, limit_), all_);
  }

 private:
  EventWait& inner_;
  TimePoint limit_ = TimePoint::max();
  int own_ = -1;
  /// Kept for its memory.
  std::vector<int> all_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_LIMITED_WAIT_H_
