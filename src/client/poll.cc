#include "src/client/poll.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace urlfan {
namespace {

int milliseconds_until(TimePoint deadline) {
  if (deadline == TimePoint::max()) return -1;
  if (deadline == TimePoint::min()) return 0;
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(wait.count(), 0, 60'000));
}

}  // namespace

void Poll::listen(int fd, std::function<void()> heard) { ears_.push_back({fd, std::move(heard)}); }

void Poll::wait_until(TimePoint deadline, std::span<const int> descriptors) {
  polled_.clear();
  for (const Ear& ear : ears_) polled_.push_back({ear.fd, POLLIN, 0});
  // poll ignores negative ones
  for (const int fd : descriptors) polled_.push_back({fd, POLLIN, 0});
  const int ready = poll(polled_.data(), polled_.size(), milliseconds_until(deadline));
  for (std::size_t i = 0; ready > 0 && i < ears_.size(); ++i) {
    if (polled_[i].revents != 0) ears_[i].heard();
  }
}

}  // namespace urlfan
