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

std::vector<JobPtr> RetryQueue::take_all(const Run* run) {
  std::vector<JobPtr> all;
  for (auto each = jobs_.begin(); each != jobs_.end();) {
    if (each->second->run != run) {
      ++each;
      continue;
    }
    all.push_back(std::move(each->second));
    each = jobs_.erase(each);
  }
  return all;
}

}  // namespace urlfan
