#ifndef URLFAN_CORE_RUN_H_
#define URLFAN_CORE_RUN_H_

#include <cstddef>
#include <cstdint>
#include <exception>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/core/budget.h"
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
  /// Before it is carried: takes what an earlier run found for a line that this one does not read.
  /// It counts as one of this run's, and the sink does not get it.
  void count(Result&& earlier);
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
  Job* read();
  /// Its place in the queue: behind the run's earlier lines, and beside what others have `started`.
  std::uint64_t take_turn(std::uint64_t started) noexcept;
  /// The place behind all lines read by now.
  std::uint64_t next_turn() const noexcept { return next_turn_; }
  /// What can be read later can be waited for with this; -1: with nothing.
  int source_fd() const;

  /// Every line that there is has its result.
  bool is_done() const noexcept { return input_ == Input::exhausted && jobs_.empty(); }
  /// Why it has to end now, before it is done.
  StopCause cause_to_stop() const;
  /// It is done, or has to.
  bool must_end() const { return is_done() || cause_to_stop() != StopCause::none; }
  /// When the owner of time has to look at it again: its deadline, or its sink's wish for a tick.
  TimePoint next_look() const;

  /// Looks at the sink: what may start until this is called again.
  void look_at_sink() { budget_->look_at(sink_); }
  /// What has arrived waits with the sink.
  std::size_t backlog() const;
  int sink_fd() const;
  /// None of its lines may start; any of them may.
  bool is_blocked() const noexcept { return budget_->is_blocked(); }
  /// More of it may be read, or start, than at the last look.
  bool has_opened() const { return may_read() || budget_->has_opened(sink_); }
  bool is_open() const noexcept { return budget_->is_open() && !config_.concurrency; }
  bool may_start(const Job& job) const noexcept {
    return budget_->may_start(job.index) &&
           (!config_.concurrency || in_flight_ < *config_.concurrency);
  }

  const RunConfig& config() const noexcept { return config_; }
  const Referee& referee() const noexcept { return *referee_; }
  /// Attempts of it that are in flight.
  void started(Job& job) noexcept;
  void came_back(Job& job) noexcept;

  /// Tells the sink that an attempt failed, and that the line is tried again then, or when the rest
  /// of its host is over.
  void tell_retry(const Job& job, Error failure, TimePoint again_at, Duration rest);
  /// Tells the sink that a host rests.
  void tell_rest(const Origin& origin, Duration rest);
  /// Hands the result to the sink. The job is no more.
  void write(Job& job, Result&& result);
  /// A line that ends without an answer. The job is no more.
  void give_up(Job& job, Error error);
  void idle();

  /// It ends now, and why: none when it is done.
  StopCause begin_end();
  /// The lines that are unfinished then, in their order; nobody else may have them any more.
  void give_up_unfinished();
  /// Last: all lines are finished or given up.
  void finish();

 private:
  enum class Input { open, pending, exhausted };

  template <typename Call>
  void guarded(const Call& call);

  RunConfig config_;
  Source& source_;
  Sink& sink_;

  const Clock* clock_ = nullptr;
  std::optional<Referee> referee_;
  std::optional<Budget> budget_;
  TimePoint began_;
  WallTime began_wall_;
  Redactor redactor_;
  Stats stats_;

  Input input_ = Input::open;
  std::uint64_t next_index_ = 0;
  std::uint64_t next_turn_ = 0;
  std::uint64_t earlier_ = 0;
  /// Lines that are read and not finished, in their order.
  std::list<Job> jobs_;
  std::size_t in_flight_ = 0;

  StopCause stop_ = StopCause::none;
  std::string reason_;
  std::exception_ptr sink_failure_;
  bool ending_ = false;
  bool ended_ = false;
  Summary summary_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_RUN_H_
