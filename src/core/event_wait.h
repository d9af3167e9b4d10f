#ifndef URLFAN_CORE_EVENT_WAIT_H_
#define URLFAN_CORE_EVENT_WAIT_H_

#include <span>

#include "urlfan/clock.h"

namespace urlfan {

/// Where a coordinator waits while it has nothing to do.
class EventWait {
 public:
  virtual ~EventWait() = default;
  /// Returns at the first of: `deadline`, one of the descriptors readable (negative ones are none),
  /// whatever else the owner of the coordinator listens to.
  virtual void wait_until(TimePoint deadline, std::span<const int> descriptors) = 0;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_EVENT_WAIT_H_
