#ifndef URLFAN_TESTS_SUPPORT_ARRIVALS_H_
#define URLFAN_TESTS_SUPPORT_ARRIVALS_H_

#include <poll.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "urlfan/transport.h"

namespace urlfan {

/// Waits until something has arrived. A wait that does not end is ended by ctest.
inline Arrivals wait_for_arrivals(Transport& transport) {
  while (true) {
    Arrivals arrivals = transport.take();
    if (!arrivals.empty()) return arrivals;
    pollfd ear{transport.wait_fd(), POLLIN, 0};
    poll(&ear, 1, -1);
  }
}

/// The next completions, so many of them.
inline std::vector<Completion> wait_for_completions(Transport& transport, std::size_t count) {
  std::vector<Completion> all;
  while (all.size() < count) {
    for (auto& each : wait_for_arrivals(transport).completions) all.push_back(std::move(each));
  }
  return all;
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_ARRIVALS_H_
