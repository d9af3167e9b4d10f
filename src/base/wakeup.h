#ifndef URLFAN_BASE_WAKEUP_H_
#define URLFAN_BASE_WAKEUP_H_

#include "src/base/descriptor.h"

namespace urlfan {

/// A bell between threads that poll and epoll can hear.
class Wakeup {
 public:
  /// Throws std::system_error when there is no descriptor left.
  Wakeup();
  int fd() const noexcept { return fd_.get(); }
  /// Any thread.
  void ring() const noexcept;
  /// Makes it silent again.
  void clear() const noexcept;

 private:
  Descriptor fd_;
};

}  // namespace urlfan

#endif  // URLFAN_BASE_WAKEUP_H_
