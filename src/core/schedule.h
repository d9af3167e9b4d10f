#ifndef URLFAN_CORE_SCHEDULE_H_
#define URLFAN_CORE_SCHEDULE_H_

#include <cstdint>

#include "urlfan/clock.h"

namespace urlfan {

/// When rounds begin: at the start, and every so often from there on, however long each takes. One
/// that takes longer than that delays the next, which begins as soon as it has ended; what was due
/// meanwhile besides is left out, so that rounds neither overlap nor come in a burst.
class Schedule {
 public:
  /// The first round is due at `start`.
  Schedule(Duration every, TimePoint start) : every_(every), last_(start), due_(start) {}

  /// When the next round begins, unless one is under way by then.
  TimePoint due() const noexcept { return due_; }
  /// The next round begins.
  void begin(TimePoint now);
  /// The round has ended.
  void end(TimePoint now);
  /// From now on so often, counted from when the last round was due.
  void change(Duration every, TimePoint now);

  /// Rounds that had to wait for the end of the one before.
  std::uint64_t delayed() const noexcept { return delayed_; }
  /// Rounds that never began, since the one before took too long.
  std::uint64_t left_out() const noexcept { return left_out_; }

 private:
  Duration every_;
  /// When the last one was due that has begun, or the first one is.
  TimePoint last_;
  TimePoint due_;
  std::uint64_t delayed_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_SCHEDULE_H_
