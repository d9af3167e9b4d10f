#include "src/core/retry_queue.h"

namespace urlfan {

std::vector<Job*> RetryQueue::take_due(TimePoint now) {
  std::vector<Job*> due;
  const auto end = jobs_.upper_bound(now);
  for (auto each = jobs_.begin(); each != end; ++each) due.push_back(each->second);
  jobs_.erase(jobs_.begin(), end);
  return due;
}

void RetryQueue::forget(const Run* run) {
  std::erase_if(jobs_, [run](const auto& each) { return each.second->run == run; });
}

}  // namespace urlfan
