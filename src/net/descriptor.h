#ifndef URLFAN_NET_DESCRIPTOR_H_
#define URLFAN_NET_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace urlfan {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_DESCRIPTOR_H_
