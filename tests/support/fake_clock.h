#ifndef URLFAN_TESTS_SUPPORT_FAKE_CLOCK_H_
#define URLFAN_TESTS_SUPPORT_FAKE_CLOCK_H_

#include <algorithm>
#include <chrono>

#include "urlfan/clock.h"

namespace urlfan {

/// Time that only moves when a test, or FakeTransport's waiting, moves it; or a little with each
/// look at it, where a test wants that. Both clocks go together.
class FakeClock final : public Clock {
 public:
  TimePoint now() const override {
    elapsed_ += step_;
    return start() + elapsed_;
  }
  WallTime wall() const override { return wall_start() + elapsed_; }

  static TimePoint start() { return TimePoint() + std::chrono::hours(1); }
  /// 2026-11-21T04:41:28Z
  static WallTime wall_start() { return WallTime() + std::chrono::seconds(1'795'236'088); }

  Duration elapsed() const { return elapsed_; }
  void advance(Duration by) { elapsed_ += by; }
  void advance_with_each_look(Duration by) { step_ = by; }
  /// Never back.
  void advance_to(TimePoint time) {
    elapsed_ = std::max(elapsed_, std::chrono::duration_cast<Duration>(time - start()));
  }

 private:
  mutable Duration elapsed_{0};
  Duration step_{0};
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_FAKE_CLOCK_H_
