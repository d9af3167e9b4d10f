#ifndef URLFAN_WATCH_LINE_HEALTH_H_
#define URLFAN_WATCH_LINE_HEALTH_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "urlfan/clock.h"

namespace urlfan {

/// What is held of a service. `unknown`: too little has come to say so.
enum class Health : std::uint8_t { unknown, up, down };

/// "up", "down"; empty for unknown.
std::string_view to_string(Health health) noexcept;

/// How many results in a row make a service what they say.
struct HealthRules {
  std::uint64_t down_after = 2;
  std::uint64_t up_after = 1;
};

/// A point in time, by both clocks.
struct Moment {
  TimePoint steady = {};
  WallTime wall = {};
};

/// A service is something else than it was.
struct HealthChange {
  Health was = Health::unknown;
  Health now = Health::unknown;
  /// When the first of the results came that say so.
  WallTime since = {};
  /// Of one that is up again: from the first failure to the first success after it.
  std::optional<Duration> outage = {};
};

/// Whether a service is up, by what came of it round after round.
class LineHealth {
 public:
  /// Takes the next result. Tells the change that it makes, if it makes one; but not that a service
  /// of which nothing was known is up.
  std::optional<HealthChange> take(bool ok, const HealthRules& rules, const Moment& now);

  Health health() const noexcept { return health_; }
  /// Since when; meaningless while that is unknown.
  WallTime since() const noexcept { return since_.wall; }

 private:
  Health health_ = Health::unknown;
  Moment since_;
  /// The results that came last and say the same.
  bool last_ok_ = false;
  std::uint64_t in_a_row_ = 0;
  Moment row_began_;
};

}  // namespace urlfan

#endif  // URLFAN_WATCH_LINE_HEALTH_H_
