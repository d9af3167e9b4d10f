#ifndef URLFAN_WATCH_WATCHER_H_
#define URLFAN_WATCH_WATCHER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "src/core/coordinator.h"
#include "src/watch/events.h"
#include "src/watch/line_health.h"
#include "src/core/schedule.h"
#include "src/watch/watched_lines.h"
#include "urlfan/clock.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// How a list is watched.
struct WatchRules {
  Duration every = std::chrono::seconds(30);
  HealthRules health = {};
  /// While this fails, too, no line is called down for a failure. Asked before the lines, and where
  /// some of them failed after them as well: what they met may have come and gone meanwhile.
  std::optional<Request> own_network = {};
  /// Of each round. What it points to must be there until it has ended.
  RunConfig run = {};
};

/// What has been done so far.
struct WatchFigures {
  std::uint64_t rounds = 0;
  std::uint64_t went_down = 0;
  std::uint64_t came_up = 0;
  /// Of the last round; empty: there was none.
  std::optional<RoundEnd> last = {};
};

/// Carries the same list round after round over a coordinator that lives on, and tells when a
/// service goes down or is up again. Decides all that by itself; owns no thread and no clock. All
/// of it is of the coordinator's thread.
class Watcher {
 public:
  /// Nothing is watched yet. Both must outlive it.
  Watcher(const Clock& clock, WatchEvents& events);
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher();

  // --- between rounds ---

  bool is_between_rounds() const noexcept { return round_ == nullptr; }
  /// This list in this way from now on. What is known of lines that stay is kept.
  WatchedLines::Difference use(std::vector<Request> lines, WatchRules rules);
  /// When the next round begins, after the first use().
  TimePoint due() const noexcept { return schedule_->due(); }
  /// The coordinator must outlive the round.
  void begin_round(Coordinator& coordinator);

  // --- at any time ---

  /// After each of the coordinator's rounds: goes on with what has ended. Throws what an event did.
  void go_on();
  /// The round that is under way ends soon, and there is no other.
  void stop(StopCause cause) noexcept;

  const WatchedLines& lines() const noexcept { return lines_; }
  const WatchFigures& figures() const noexcept { return figures_; }
  const Schedule& schedule() const noexcept { return *schedule_; }
  HealthCounts counts() const noexcept;

 private:
  class Round;

  Moment now() const { return {.steady = clock_.now(), .wall = clock_.wall()}; }
  void take(const Request& request, Result&& result);
  void judge(WatchedLine& line, const Result& result, const Moment& came);
  void judge_network(const Result& result);
  void end_round();

  const Clock& clock_;
  WatchEvents& events_;
  WatchRules rules_;
  std::optional<Schedule> schedule_;
  WatchedLines lines_;
  LineHealth network_;
  std::optional<Error> network_down_for_;
  WatchFigures figures_;
  /// Null between rounds.
  std::unique_ptr<Round> round_;
};

}  // namespace urlfan

#endif  // URLFAN_WATCH_WATCHER_H_
