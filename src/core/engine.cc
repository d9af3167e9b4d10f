#include "urlfan/engine.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "src/core/checks.h"
#include "src/core/describe.h"
#include "src/core/exit_code.h"
#include "src/core/job.h"
#include "src/core/names.h"
#include "src/core/redirect.h"
#include "src/core/scheduler.h"
#include "src/core/stats.h"

namespace urlfan {
namespace {

// Lines read between two looks at the network: the first request leaves long before the window
// is full, and a fast list cannot starve the completions.
constexpr int kPullBatch = 256;

std::size_t window(const EngineConfig& config) {
  return config.read_ahead != 0 ? config.read_ahead
                                : std::max<std::size_t>(10'000, 20 * config.concurrency);
}

/// One run of an engine, from the first line to the summary.
class Run {
 public:
  Run(const EngineConfig& config, Transport& transport, const Clock& clock,
      const std::atomic<StopCause>& stop, Source& source, Sink& sink)
      : config_(config),
        transport_(transport),
        clock_(clock),
        stop_(stop),
        source_(source),
        sink_(sink),
        names_(config.concurrency, config.lookups),
        scheduler_(config.concurrency, config.per_host),
        began_(clock.now()),
        began_wall_(clock.wall()) {}

  Summary go() {
    StopCause cause = StopCause::none;
    std::string reason;
    try {
      cause = carry_all();
    } catch (const std::exception& error) {
      if (sink_failed_) throw;
      cause = StopCause::internal;
      reason = error.what();
    }
    if (cause == StopCause::interrupt || cause == StopCause::terminate) {
      try {
        take_answered();
      } catch (const std::exception& error) {
        if (sink_failed_) throw;
        cause = StopCause::internal;
        reason = error.what();
      }
    }
    if (cause != StopCause::none) abandon(cause, reason);
    return summarize(cause);
  }

 private:
  std::size_t unfinished() const { return names_.size() + scheduler_.waiting() + flights_.size(); }

  /// The whole loop. Returns what stopped it, or none when every line is done.
  StopCause carry_all() {
    while (true) {
      if (const StopCause cause = stop_.load(); cause != StopCause::none) return cause;
      const bool more_now = pull();
      settle_names();
      start_ready();
      look_up_names();
      if (input_ == Input::exhausted && unfinished() == 0) return StopCause::none;

      auto arrivals = transport_.wait_until(clock_.now(), -1);
      if (arrivals.empty() && !more_now && !names_.has_news()) {
        sink_idle();
        arrivals = transport_.wait_until(wake_time(), wait_fd());
      }
      for (auto& lookup : arrivals.lookups) names_.answer(std::move(lookup), clock_.now());
      for (auto& completion : arrivals.completions) complete(std::move(completion));
    }
  }

  TimePoint wake_time() const {
    const TimePoint tick = config_.tick ? clock_.now() + *config_.tick : TimePoint::max();
    return std::min(tick, names_.next_give_up());
  }

  bool held_back() const { return sink_.backlog().bytes >= config_.max_unwritten; }

  bool window_open() const { return unfinished() < window(config_) && !held_back(); }

  int wait_fd() const { return input_ == Input::pending && window_open() ? source_.wait_fd() : -1; }

  /// Reads a batch of lines. True when more could be read at once.
  bool pull() {
    if (input_ == Input::exhausted) return false;
    input_ = Input::open;
    for (int i = 0; i < kPullBatch; ++i) {
      if (!window_open()) return false;
      auto next = source_.next();
      if (std::holds_alternative<Pending>(next)) {
        input_ = Input::pending;
        return false;
      }
      if (std::holds_alternative<Exhausted>(next)) {
        input_ = Input::exhausted;
        return false;
      }
      take(std::get<Request>(std::move(next)));
    }
    return true;
  }

  void take(Request request) {
    auto job = std::make_unique<Job>();
    job->index = next_index_++;
    job->request = std::move(request);
    job->read_at = clock_.now();
    if (job->request.bad) {
      Error why = std::move(*job->request.bad);
      return fail(std::move(job), std::move(why));
    }
    job->method = job->request.method;
    enqueue(std::move(job));
  }

  /// To wait for its name, or if it has none for a slot.
  void enqueue(JobPtr job) {
    if (name_to_look_up(job->target().host).empty()) return scheduler_.add(std::move(job));
    const Duration patience = std::min(connect_timeout_of(*job), timeout_of(*job) - job->hops_time);
    names_.add(std::move(job), patience, clock_.now());
  }

  void look_up_names() {
    while (const auto name = names_.next_lookup(clock_.now(), flights_.empty())) {
      transport_.look_up(*name);
    }
  }

  /// Lines whose name is known go on, those whose name has none are done.
  void settle_names() {
    names_.give_up(clock_.now());
    for (auto& job : names_.take_known()) scheduler_.add(std::move(job));
    for (auto& unreachable : names_.take_unreachable()) fail_lookup(std::move(unreachable));
  }

  void fail_lookup(Names::Unreachable unreachable) {
    Job& job = *unreachable.job;
    job.lookup_time = unreachable.took;
    begin(job);
    Completion completion;
    completion.error = std::move(unreachable.error);
    finish(job, std::move(completion));
  }

  /// When too many results wait for an early line, only lines near that one may start: they are
  /// what makes room.
  void start_ready() {
    std::uint64_t last = Scheduler::kAnyIndex;
    if (held_back()) last = sink_.backlog().waiting_for + config_.concurrency - 1;
    while (auto start = scheduler_.next(last)) launch(std::move(*start));
  }

  Duration timeout_of(const Job& job) const {
    return job.request.timeout.value_or(config_.timeout);
  }

  Duration connect_timeout_of(const Job& job) const {
    return job.request.connect_timeout.value_or(config_.connect_timeout);
  }

  /// The exchange counts from here; its lookup is part of it, though that came first.
  void begin(Job& job) const {
    if (!job.first_start) {
      job.first_start = std::max(job.read_at, clock_.now() - job.lookup_time);
      job.started_at =
          clock_.wall() - std::chrono::duration_cast<WallTime::duration>(job.lookup_time);
    }
    if (job.redirects.empty()) ++job.attempts;
    job.last_sent.clear();
  }

  void launch(Scheduler::Start start) {
    Job& job = *start.job;
    std::string addresses;
    if (name_to_look_up(job.target().host).empty()) {
      job.lookup_time = Duration(0);
    } else {
      auto known = names_.use(job, clock_.now());
      if (!known) return enqueue(std::move(start.job));
      addresses = std::move(*known);
    }
    begin(job);
    // The lookup ended in time; what it took of the limits is gone, but never all.
    const auto left = [&job](Duration limit) {
      return std::max(limit - job.lookup_time, Duration(std::chrono::milliseconds(1)));
    };
    Attempt attempt{.id = job.index,
                    .method = job.method,
                    .target = job.target(),
                    .timeout = left(timeout_of(job) - job.hops_time),
                    .connect_timeout = left(connect_timeout_of(job)),
                    .addresses = std::move(addresses),
                    .keep_body = config_.keep_body,
                    .hash_body = config_.hash_body,
                    .keep_connection = !start.last_of_host};
    // In this order: should the start throw, the line is still known.
    flights_.try_emplace(attempt.id, std::move(start));
    transport_.start(std::move(attempt));
  }

  void complete(Completion&& completion) {
    auto node = flights_.extract(completion.id);
    if (node.empty()) return;
    JobPtr job = std::move(node.mapped().job);
    node = {};  // gives the slot back
    if (completion.redirect && config_.follow_redirects && !completion.error) {
      completion.error = turn(*job, completion);
      if (!completion.error) return enqueue(std::move(job));
    }
    finish(*job, std::move(completion));
  }

  /// Turns a job to the next hop of its redirect. Returns why not, if it cannot go there.
  std::optional<Error> turn(Job& job, Completion& completion) const {
    job.last_sent = job.target().display_url();
    auto refusal = follow_redirect(job, completion.response.status.value_or(0),
                                   std::move(*completion.redirect), config_.max_redirects);
    if (refusal) return refusal;
    const Duration spent = job.lookup_time + completion.timings.total.value_or(Duration(0));
    if (job.hops_time + spent >= timeout_of(job)) {
      return make_error(ErrorCode::timeout, "the redirects took the whole time allowed");
    }
    job.hops_time += spent;
    return {};
  }

  /// The line is done: judges the answer and writes the result.
  void finish(Job& job, Completion&& completion) {
    if (job.lookup_time > Duration(0)) {
      completion.timings.dns = job.lookup_time + completion.timings.dns.value_or(Duration(0));
    }
    const Duration total =
        job.hops_time + job.lookup_time + completion.timings.total.value_or(Duration(0));
    std::vector<CheckOutcome> checks;
    if (completion.response.status && !completion.error) {
      auto verdict = judge(job.request.checks, *completion.response.status, total);
      checks = std::move(verdict.outcomes);
      completion.error = std::move(verdict.error);
    }
    Result result = describe(job, std::move(completion.error), clock_.now());
    result.response = std::move(completion.response);
    result.timings = completion.timings;
    if (total > Duration(0)) result.timings.total = total;
    result.checks = std::move(checks);
    write(std::move(result));
  }

  /// A line that ends without an answer.
  void fail(JobPtr job, Error error) { write(describe(*job, std::move(error), clock_.now())); }

  void write(Result&& result) {
    stats_.add(result);
    guarded([&] { sink_.write(std::move(result)); });
  }

  void sink_idle() {
    const Summary& counts = stats_.so_far();
    const Progress progress{.read = next_index_,
                            .ok = counts.ok,
                            .failed = counts.failed,
                            .in_flight = transport_.in_flight(),
                            .elapsed = std::chrono::duration_cast<Duration>(clock_.now() - began_)};
    guarded([&] { sink_.idle(progress); });
  }

  /// Calls the sink, and remembers when it was the sink that threw.
  template <typename Call>
  void guarded(const Call& call) {
    sink_failed_ = true;
    call();
    sink_failed_ = false;
  }

  /// Before a stop: what is answered already counts.
  void take_answered() {
    for (auto& completion : transport_.wait_until(clock_.now(), -1).completions) {
      complete(std::move(completion));
    }
  }

  /// Gives every unfinished line its result.
  void abandon(StopCause cause, const std::string& reason) {
    transport_.cancel_all();
    auto jobs = scheduler_.drain();
    for (auto& job : names_.drain()) jobs.push_back(std::move(job));
    for (auto& [index, flight] : flights_) jobs.push_back(std::move(flight.job));
    flights_.clear();
    std::sort(jobs.begin(), jobs.end(),
              [](const JobPtr& left, const JobPtr& right) { return left->index < right->index; });
    for (auto& job : jobs) {
      Error error = stop_error(cause, reason, job->attempts > 0);
      fail(std::move(job), std::move(error));
    }
  }

  Summary summarize(StopCause cause) {
    Summary summary = std::move(stats_).finish();
    summary.stop = cause;
    summary.input_complete = input_ == Input::exhausted;
    summary.complete = summary.complete && cause == StopCause::none;
    summary.started_at = began_wall_;
    summary.wall = std::chrono::duration_cast<Duration>(clock_.now() - began_);
    summary.exit_code = exit_code(summary, config_.allow_empty);
    const bool nothing_ran = summary.total == 0 && cause == StopCause::none;
    if (!nothing_ran || config_.allow_empty) {
      guarded([&] { sink_.finish(summary); });
    }
    return summary;
  }

  enum class Input { open, pending, exhausted };

  const EngineConfig& config_;
  Transport& transport_;
  const Clock& clock_;
  const std::atomic<StopCause>& stop_;
  Source& source_;
  Sink& sink_;

  Names names_;
  Scheduler scheduler_;
  // Their slots point into scheduler_, so they must go first.
  std::unordered_map<std::uint64_t, Scheduler::Start> flights_;
  Stats stats_;
  TimePoint began_;
  WallTime began_wall_;
  Input input_ = Input::open;
  std::uint64_t next_index_ = 0;
  bool sink_failed_ = false;
};

}  // namespace

Engine::Engine(const EngineConfig& config, Transport& transport, const Clock& clock)
    : config_(config), transport_(transport), clock_(clock) {}

Summary Engine::run(Source& source, Sink& sink) {
  return Run(config_, transport_, clock_, stop_, source, sink).go();
}

void Engine::stop(StopCause cause) noexcept {
  StopCause none = StopCause::none;
  stop_.compare_exchange_strong(none, cause);
  transport_.interrupt();
}

}  // namespace urlfan
