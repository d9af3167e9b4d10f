#include "src/watch/line_health.h"

#include <chrono>
#include <utility>

namespace urlfan {

std::string_view to_string(Health health) noexcept {
  switch (health) {
    case Health::up:
      return "up";
    case Health::down:
      return "down";
    case Health::unknown:
      break;
  }
  return {};
}

std::optional<HealthChange> LineHealth::take(bool ok, const HealthRules& rules, const Moment& now) {
  if (in_a_row_ == 0 || ok != last_ok_) {
    last_ok_ = ok;
    in_a_row_ = 0;
    row_began_ = now;
  }
  ++in_a_row_;
  const Health said = ok ? Health::up : Health::down;
  if (health_ == said || in_a_row_ < (ok ? rules.up_after : rules.down_after)) return {};
  const Health was = std::exchange(health_, said);
  const Moment before = std::exchange(since_, row_began_);
  if (was == Health::unknown && ok) return {};
  HealthChange change{.was = was, .now = said, .since = since_.wall};
  if (ok) change.outage = std::chrono::duration_cast<Duration>(since_.steady - before.steady);
  return change;
}

}  // namespace urlfan
