#ifndef URLFAN_CORE_RUN_H_
#define URLFAN_CORE_RUN_H_

#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/core/job.h"
#include "src/core/random.h"
#include "src/core/redactor.h"
#include "src/core/referee.h"
#include "src/model/stats.h"
#include "urlfan/client_config.h"
#include "urlfan/clock.h"
#include "urlfan/run_config.h"
#include "urlfan/sink.h"
#include "urlfan/source.h"

namespace urlfan {

/// One list on its way from its source to its sink: what is the list's own. A Coordinator carries
/// it, beside others. The coordinator's thread alone.
class Run {
 public:
  /// `source` and `sink` must outlive it, and what they do is done in the coordinator's thread.
  Run(RunConfig config, Source& source, Sink& sink);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() = default;

  // --- of its owner ---

  /// Ends it soon; the first cause stays.
  void stop(StopCause cause) noexcept;
  bool has_ended() const noexcept { return ended_; }
  /// Once it has ended. Throws what the sink threw, since then there is nothing to tell.
  const Summary& summary() const;

  // --- of the coordinator ---

  /// It is carried from now on. All three must outlive it.
  void begin(const ClientConfig& client, const Clock& clock, const Random& random);
  /// Something of urlfan's own went wrong with it.
  void fail(const std::string& reason);

  /// A list that had nothing more for now may have by now.
  void look_for_more() noexcept;
  /// A line may be read.
  bool may_read() const;
  /// Reads the next line, which is unfinished from now on. Null: there is none, now or at all.
  JobPtr read();
  /// Its place in the queue: behind the run's earlier lines, and beside what others have `started`.
  std::uint64_t take_turn(std::uint64_t started) noexcept;
  /// The place behind all lines read by now.
  std::uint64_t next_turn() const noexcept { return next_turn_; }
  /// What can be read later can be waited for with this; -1: with nothing.
  int source_fd() const;

  /// Every line that there is has its result.
  bool is_done() const noexcept { return input_ == Input::exhausted && unfinished_ == 0; }
  /// Why it has to end now, before it is done.
  StopCause cause_to_stop() const;
  /// It is done, or has to.
  bool must_end() const { return is_done() || cause_to_stop() != StopCause::none; }
  /// When the owner of time has to look at it again: its deadline, or its sink's wish for a tick.
  TimePoint next_look() const;

  /// Looks at the sink: what may start until this is called again.
  void look_at_sink();
  /// What has arrived waits with the sink.
  std::size_t backlog() const;
  int sink_fd() const;
  /// None of its lines may start; any of them may.
  bool is_blocked() const noexcept { return blocked_; }
  bool is_open() const noexcept {
    return !blocked_ && last_index_ == kAnyIndex && !config_.concurrency;
  }
  bool may_start(const Job& job) const noexcept {
    return !blocked_ && job.index <= last_index_ &&
           (!config_.concurrency || in_flight_ < *config_.concurrency);
  }

  const RunConfig& config() const noexcept { return config_; }
  const Referee& referee() const noexcept { return *referee_; }
  /// Attempts of it that are in flight.
  void started() noexcept { ++in_flight_; }
  void came_back() noexcept { --in_flight_; }

  /// Hands the result to the sink.
  void write(const Job& job, Result&& result);
  /// A line that ends without an answer.
  void give_up(Job& job, Error error);
  void idle();

  /// It ends now, and why: none when it is done.
  StopCause begin_end();
  /// A line that is unfinished then.
  void give_up(Job& job, bool in_flight);
  /// Last: all lines are finished or given up.
  void finish();

  /// Keeps a line that is nowhere else, since something threw while it was dealt with.
  void keep(JobPtr job) { stray_.push_back(std::move(job)); }
  std::vector<JobPtr> take_kept() { return std::exchange(stray_, {}); }

 private:
  static constexpr std::uint64_t kAnyIndex = std::numeric_limits<std::uint64_t>::max();

  enum class Input { open, pending, exhausted };

  bool window_open() const;
  template <typename Call>
  void guarded(const Call& call);

  RunConfig config_;
  Source& source_;
  Sink& sink_;

  const Clock* clock_ = nullptr;
  std::optional<Referee> referee_;
  TimePoint began_;
  WallTime began_wall_;
  std::size_t window_ = 0;
  /// How many lines may be under way, from the one that the sink waits for on.
  std::size_t near_ = 0;
  Redactor redactor_;
  Stats stats_;

  Input input_ = Input::open;
  std::uint64_t next_index_ = 0;
  std::uint64_t next_turn_ = 0;
  std::size_t unfinished_ = 0;
  std::size_t in_flight_ = 0;
  /// Of lines that are read and not finished.
  std::size_t request_bytes_ = 0;
  std::uint64_t last_index_ = kAnyIndex;
  bool blocked_ = false;

  StopCause stop_ = StopCause::none;
  std::string reason_;
  std::exception_ptr sink_failure_;
  bool ending_ = false;
  std::vector<JobPtr> stray_;
  bool ended_ = false;
  Summary summary_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_RUN_H_
