#ifndef URLFAN_CORE_REFEREE_H_
#define URLFAN_CORE_REFEREE_H_

#include <optional>
#include <string>
#include <vector>

#include "src/core/job.h"
#include "src/core/random.h"
#include "urlfan/clock.h"
#include "urlfan/run_config.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Decides what becomes of a line when an attempt has ended: its checks, and whether it is tried
/// again.
class Referee {
 public:
  struct Ruling {
    /// Set: the line is tried again then, and its job is ready for that. Else `result` is its own.
    std::optional<TimePoint> again_at;
    /// Set with that: what was wrong with the attempt.
    std::optional<Error> failure;
    Result result;

    /// What the attempt says of its server.
    Origin origin;
    bool answered = false;
    /// Its server has too much to do (429, 503, 403 with a time, unless that was expected), and for
    /// how long, as far as that is granted.
    bool turned_away = false;
    std::optional<Duration> asked_to_wait;
  };

  /// All three must outlive this one. The time to wait for a service begins now.
  Referee(const RunConfig& config, const Clock& clock, const Random& random);

  Ruling rule(Job& job, Completion&& completion) const;

  /// What is said of the checks of a line that a stop ended.
  static std::vector<CheckOutcome> not_made(const Checks& checks);

  /// When the whole run has to end.
  TimePoint deadline() const noexcept { return deadline_; }
  /// The most that an attempt may take that starts now; empty: as much as its line allows.
  std::optional<Duration> time_left() const;

 private:
  std::optional<TimePoint> next_attempt(const Job& job, const Error& error,
                                        std::optional<Duration> asked) const;
  void say_whether_it_may_pass(Error& error, const Response& response) const;
  void keep_preview(Response& response, bool whole) const;
  static void keep_file(Completion& completion);

  const RunConfig& config_;
  const Clock& clock_;
  const Random& random_;
  TimePoint began_;
  /// TimePoint::max() without one.
  TimePoint deadline_;
  TimePoint waiting_ends_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_REFEREE_H_
