#include "src/base/wakeup.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace urlfan {

Wakeup::Wakeup() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (fd_.get() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Wakeup::ring() const noexcept {
  const std::uint64_t one = 1;
  // It can only fail when the counter is full, and then the bell rings already.
  [[maybe_unused]] const auto written = write(fd_.get(), &one, sizeof one);
}

void Wakeup::clear() const noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = read(fd_.get(), &count, sizeof count);
}

}  // namespace urlfan
