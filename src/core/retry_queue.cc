#include "src/core/retry_queue.h"

#include <utility>

namespace urlfan {

std::vector<JobPtr> RetryQueue::take_due(TimePoint now) {
  std::vector<JobPtr> due;
  const auto end = jobs_.upper_bound(now);
  for (auto each = jobs_.begin(); each != end; ++each) due.push_back(std::move(each->second));
  jobs_.erase(jobs_.begin(), end);
  return due;
}

}  // namespace urlfan
