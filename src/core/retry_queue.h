#ifndef URLFAN_CORE_RETRY_QUEUE_H_
#define URLFAN_CORE_RETRY_QUEUE_H_

#include <map>
#include <vector>

#include "src/core/job.h"

namespace urlfan {

/// Lines that failed and wait for the time of their next attempt. They hold no slot.
class RetryQueue {
 public:
  void add(Job& job, TimePoint due) { jobs_.emplace(due, &job); }

  /// Those whose time has come, in that order.
  std::vector<Job*> take_due(TimePoint now);
  /// Forgets all of a run.
  void forget(const Run* run);

  TimePoint next_due() const noexcept {
    return jobs_.empty() ? TimePoint::max() : jobs_.begin()->first;
  }

 private:
  std::multimap<TimePoint, Job*> jobs_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_RETRY_QUEUE_H_
