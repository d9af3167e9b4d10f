#include "src/list/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>

namespace urlfan {
namespace {

/// A descriptor that closes itself.
struct Opened {
  explicit Opened(const char* name) : fd(open(name, O_RDONLY | O_CLOEXEC)) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (fd >= 0) close(fd);
  }
  int fd;
};

}  // namespace

std::string read_whole_file(const std::string& name) {
  const Opened file(name.c_str());
  std::string all;
  std::array<char, 1U << 14U> room{};
  ssize_t got = file.fd < 0 ? -1 : 0;
  while (file.fd >= 0) {
    got = read(file.fd, room.data(), room.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    all.append(room.data(), static_cast<std::size_t>(got));
  }
  if (got < 0) throw std::system_error(errno, std::generic_category(), name);
  return all;
}

}  // namespace urlfan
