#ifndef URLFAN_BASE_DESCRIPTOR_H_
#define URLFAN_BASE_DESCRIPTOR_H_

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

namespace urlfan {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const noexcept { return fd_; }
  /// The caller's from now on.
  int release() noexcept { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

/// Writes all of it. errno of what failed, else 0.
inline int write_all(int fd, const char* data, std::size_t size) noexcept {
  while (size > 0) {
    const ssize_t written = write(fd, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return 0;
}

/// A lookup that found no descriptor looks like a name that does not exist.
inline bool out_of_descriptors() noexcept {
  const Descriptor probe(open("/dev/null", O_RDONLY | O_CLOEXEC));
  return probe.get() < 0 && (errno == EMFILE || errno == ENFILE);
}

}  // namespace urlfan

#endif  // URLFAN_BASE_DESCRIPTOR_H_
