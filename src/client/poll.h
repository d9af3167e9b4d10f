#ifndef URLFAN_CLIENT_POLL_H_
#define URLFAN_CLIENT_POLL_H_

#include <poll.h>

#include <functional>
#include <span>
#include <vector>

#include "src/core/event_wait.h"

namespace urlfan {

/// Waits with poll(2). One thread.
class Poll final : public EventWait {
 public:
  /// From now on a wait ends also when `fd` is readable, after a call of `heard`, which ends that.
  void listen(int fd, std::function<void()> heard);

  void wait_until(TimePoint deadline, std::span<const int> descriptors) override;

 private:
  struct Ear {
    int fd;
    std::function<void()> heard;
  };
  std::vector<Ear> ears_;
  /// Kept for their memory.
  std::vector<pollfd> polled_;
};

}  // namespace urlfan

#endif  // URLFAN_CLIENT_POLL_H_
