#ifndef URLFAN_CORE_STANDSTILL_H_
#define URLFAN_CORE_STANDSTILL_H_

#include <cstddef>
#include <optional>

#include "urlfan/clock.h"
#include "urlfan/host_statistics.h"

namespace urlfan {

/// What a coordinator waits for while nothing comes, for people.
struct Standstill {
  /// Where the exchange goes that is under way for longest; where none is, the host with lines that
  /// wait whose rest ends first; else none.
  std::optional<HostStatistics> host = {};
  /// When that exchange left.
  std::optional<TimePoint> oldest = {};
  /// Lines whose host has no address yet.
  std::size_t without_address = 0;
  /// When the next line is tried again.
  std::optional<TimePoint> next_retry = {};
};

}  // namespace urlfan

#endif  // URLFAN_CORE_STANDSTILL_H_
