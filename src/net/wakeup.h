#ifndef URLFAN_NET_WAKEUP_H_
#define URLFAN_NET_WAKEUP_H_

#include "src/net/descriptor.h"

namespace urlfan {

/// A bell between threads that poll and epoll can hear.
class Wakeup {
 public:
  /// Throws std::system_error when there is no descriptor left.
  Wakeup();
  int fd() const noexcept { return fd_.get(); }
  /// Any thread, and signal handlers.
  void ring() const noexcept;
  /// Makes it silent again.
  void clear() const noexcept;

 private:
  Descriptor fd_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_WAKEUP_H_
