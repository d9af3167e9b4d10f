#ifndef URLFAN_CLOCK_H_
#define URLFAN_CLOCK_H_

#include <chrono>

namespace urlfan {

/// Every duration of the library. One microsecond is the last digit that the output prints.
using Duration = std::chrono::microseconds;
/// For all that is waited for or measured; tells nothing of the date.
using TimePoint = std::chrono::steady_clock::time_point;
/// What a wall clock shows, which people may set back.
using WallTime = std::chrono::system_clock::time_point;

/// Where policy gets the time from, so that tests can hand it in.
/// Called from the coordinator's thread only.
class Clock {
 public:
  virtual ~Clock() = default;
  /// For durations: never goes back.
  virtual TimePoint now() const = 0;
  /// For the report: what a wall clock shows.
  virtual WallTime wall() const = 0;
};

/// The machine's own clocks.
class SteadyClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall() const override { return std::chrono::system_clock::now(); }
};

}  // namespace urlfan

#endif  // URLFAN_CLOCK_H_
