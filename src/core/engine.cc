#include "urlfan/engine.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "src/base/odd_url.h"
#include "src/core/attempt.h"
#include "src/core/describe.h"
#include "src/core/job.h"
#include "src/core/names.h"
#include "src/core/redactor.h"
#include "src/core/redirect.h"
#include "src/core/referee.h"
#include "src/core/request_size.h"
#include "src/core/retry_queue.h"
#include "src/core/scheduler.h"
#include "src/model/exit_code.h"
#include "src/model/stats.h"
#include "urlfan/baseline.h"

namespace urlfan {
namespace {

// Lines read between two looks at the network: the first request leaves long before the window
// is full, and a fast list cannot starve the completions.
constexpr int kPullBatch = 256;

// A batch ends also when so much time is gone: lines can be long.
constexpr Duration kPullTime = std::chrono::milliseconds(10);

// Of requests that are read and not finished: texts, patterns and bodies, but for what many share.
constexpr std::size_t kMostRequestBytes = std::size_t{64} << 20U;

std::size_t window(const ClientConfig& client, const RunConfig& config) {
  return config.read_ahead != 0 ? config.read_ahead
                                : std::max<std::size_t>(10'000, 20 * client.concurrency);
}

/// Where the answer may be that of another URL than was meant.
void name_what_looks_odd(Result& result) {
  if (!result.error) return;
  const ErrorCode code = result.error->code;
  const bool may_be_the_url = code == ErrorCode::http_status || code == ErrorCode::dns_failed ||
                              code == ErrorCode::check_failed;
  if (may_be_the_url) result.error->message += what_looks_odd(result.url);
}

Random seeded_random() {
  return [engine = std::minstd_rand(std::random_device()()),
          uniform = std::uniform_real_distribution<double>()]() mutable { return uniform(engine); };
}

Scheduler::Limits limits(const ClientConfig& config) {
  return {.concurrency = config.concurrency,
          .per_host = config.per_host,
          .rate = config.rate,
          .host_rate = config.host_rate};
}

/// One run of an engine, from the first line to the summary.
class Run {
 public:
  Run(const ClientConfig& client, const RunConfig& config, Transport& transport, const Clock& clock,
      const Random& random, const std::atomic<StopCause>& stop, Source& source, Sink& sink)
      : client_(client),
        config_(config),
        transport_(transport),
        clock_(clock),
        stop_(stop),
        source_(source),
        sink_(sink),
        began_(clock.now()),
        began_wall_(clock.wall()),
        referee_(config, clock, random),
        names_(client.concurrency, client.lookups),
        scheduler_(limits(client)),
        redactor_(config.secrets),
        stats_(config.tolerance.fail_on) {}

  Summary go() {
    StopCause cause = StopCause::none;
    std::string reason;
    try {
      cause = carry_all();
      if (cause != StopCause::none) take_answered();
    } catch (const std::exception& error) {
      if (sink_failed_) throw;
      cause = StopCause::internal;
      reason = error.what();
    }
    if (cause != StopCause::none) abandon(cause, reason);
    return summarize(cause);
  }

 private:
  std::size_t unfinished() const {
    return retry_queue_.size() + names_.size() + scheduler_.waiting() + flights_.size();
  }

  /// The whole loop. Returns what stopped it, or none when every line is done.
  StopCause carry_all() {
    while (true) {
      if (const StopCause cause = cause_to_stop(); cause != StopCause::none) return cause;
      const bool more_now = pull();
      try_again();
      settle_names();
      start_ready();
      look_up_names();
      if (input_ == Input::exhausted && unfinished() == 0) return StopCause::none;

      transport_.set_backlog(sink_.backlog().bytes + sink_.unwritten().bytes);
      auto arrivals = transport_.wait_until(clock_.now(), -1);
      if (arrivals.empty() && !more_now && !names_.has_news()) {
        sink_idle();
        arrivals = transport_.wait_until(wake_time(), wait_fd());
      }
      scheduler_.advance(clock_.now());
      for (auto& lookup : arrivals.lookups) names_.answer(std::move(lookup), clock_.now());
      for (auto& completion : arrivals.completions) complete(std::move(completion));
    }
  }

  StopCause cause_to_stop() const {
    if (const StopCause cause = stop_.load(); cause != StopCause::none) return cause;
    if (input_ == Input::exhausted && unfinished() == 0) return StopCause::none;
    const bool may_stop = config_.fail_fast || config_.tolerance.count;
    if (may_stop && too_many_failures(stats_.so_far(), config_.tolerance, false)) {
      return StopCause::failures;
    }
    return clock_.now() >= referee_.deadline() ? StopCause::deadline : StopCause::none;
  }

  TimePoint wake_time() const {
    const TimePoint tick = config_.tick ? clock_.now() + *config_.tick : TimePoint::max();
    return std::min({tick, referee_.deadline(), names_.next_give_up(), retry_queue_.next_due(),
                     scheduler_.next_due()});
  }

  bool held_back() const { return sink_.backlog().bytes >= config_.max_unwritten; }

  /// What arrives is still written to memory, and a stop or the deadline ends the run as ever.
  bool reader_is_slow() const { return sink_.unwritten().bytes >= kMostUnwritten; }

  bool window_open() const {
    return unfinished() < window(client_, config_) && request_bytes_ < kMostRequestBytes &&
           !held_back() && !reader_is_slow();
  }

  /// Output goes before input.
  int wait_fd() const {
    if (const Unwritten unwritten = sink_.unwritten(); unwritten.bytes > 0) return unwritten.fd;
    return input_ == Input::pending && window_open() ? source_.wait_fd() : -1;
  }

  /// Reads a batch of lines. True when more could be read at once.
  bool pull() {
    if (input_ == Input::exhausted) return false;
    input_ = Input::open;
    const TimePoint ends = std::min(clock_.now() + kPullTime, referee_.deadline());
    for (int i = 0; i < kPullBatch && stop_.load() == StopCause::none; ++i) {
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
      if (take(std::get<Request>(std::move(next))) >= ends) break;
    }
    return true;
  }

  /// Returns when it was read.
  TimePoint take(Request request) {
    auto job = std::make_unique<Job>();
    job->index = job->turn = next_index_++;
    job->request = std::move(request);
    job->bytes = own_bytes(job->request);
    request_bytes_ += job->bytes;
    const TimePoint now = job->read_at = clock_.now();
    if (job->request.bad) {
      Error why = *job->request.bad;
      fail(std::move(job), std::move(why));
      return now;
    }
    job->start_over();
    enqueue(std::move(job));
    return now;
  }

  /// Lines whose time to be tried again has come. They go behind those read by now: else a few
  /// that always fail could keep the others from their first attempt.
  void try_again() {
    for (auto& job : retry_queue_.take_due(clock_.now())) {
      job->turn = next_index_;
      enqueue(std::move(job));
    }
  }

  /// To wait for its name, or if it has none for a slot.
  void enqueue(JobPtr job) {
    if (!needs_lookup(*job)) return scheduler_.add(std::move(job));
    const Duration patience =
        std::min(connect_timeout_of(*job, config_), timeout_of(*job, config_) - job->hops_time);
    names_.add(std::move(job), patience, clock_.now());
  }

  bool needs_lookup(const Job& job) const {
    const Origin& origin = job.target().origin;
    return has_name_to_look_up(origin) && transport_.needs_lookup(origin);
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
    unreachable.job->lookup_time = unreachable.took;
    begin(*unreachable.job);
    Completion completion;
    completion.error = std::move(unreachable.error);
    finish(unreachable.job, std::move(completion));
  }

  /// When too many results wait for an early line, only lines near that one may start: they are
  /// what makes room. When too much is held for checks, what is out must come back first.
  void start_ready() {
    if (reader_is_slow()) return;
    scheduler_.advance(clock_.now());
    std::uint64_t last = Scheduler::kAnyIndex;
    if (held_back()) last = sink_.backlog().waiting_for + client_.concurrency - 1;
    while (!transport_.full()) {
      auto start = scheduler_.next(last);
      if (!start) return;
      launch(std::move(*start));
    }
  }

  /// The exchange counts from here; its lookup is part of it, though that came first.
  void begin(Job& job) const {
    if (!job.first_start) {
      job.first_start = std::max(job.read_at, clock_.now() - job.lookup_time);
      job.started_at =
          clock_.wall() - std::chrono::duration_cast<WallTime::duration>(job.lookup_time);
    }
    if (job.redirects.empty()) {
      ++job.attempts;
      if (!job.history.empty()) {
        const TimePoint start = clock_.now() - job.lookup_time;
        job.history.back().backoff =
            std::max(std::chrono::duration_cast<Duration>(start - *job.failed_at), Duration(0));
      }
    }
    job.last_sent.clear();
  }

  void launch(Scheduler::Start start) {
    Job& job = *start.job;
    std::string addresses;
    if (!needs_lookup(job)) {
      job.lookup_time = Duration(0);
    } else {
      auto known = names_.use(job, clock_.now());
      if (!known) {
        job.turned_back = true;
        return enqueue(std::move(start.job));
      }
      addresses = std::move(*known);
    }
    job.turned_back = false;
    job.left = clock_.now();
    start.slot.leave();
    begin(job);
    Attempt attempt = make_attempt(job, config_, referee_.time_left());
    attempt.addresses = std::move(addresses);
    // What is waited for is asked again, whatever it says.
    if (!config_.wait_for) attempt.demand = start.demand;
    attempt.may_be_tried_again =
        job.attempts <= job.request.retries.value_or(config_.retry.retries);
    // In this order: should the start throw, the line is still known.
    flights_.try_emplace(attempt.id, std::move(start));
    transport_.start(std::move(attempt));
  }

  void complete(Completion&& completion) {
    const auto flight = flights_.find(completion.id);
    if (flight == flights_.end()) return;
    // Until all is done the line stays known, should something throw. The slot is given back last:
    // else its host could be forgotten, and with it that its answers turn requests away.
    JobPtr& job = flight->second.job;
    const bool redirected = completion.redirect && config_.follow_redirects && !completion.error;
    if (redirected) completion.error = turn(*job, completion);
    if (redirected && !completion.error) {
      enqueue(std::move(job));
    } else {
      finish(job, std::move(completion));
    }
    flights_.erase(flight);
  }

  /// Turns a job to the next hop of its redirect. Returns why not, if it cannot go there.
  std::optional<Error> turn(Job& job, Completion& completion) const {
    job.last_sent = job.target().display_url();
    auto refusal = follow_redirect(job, completion.response.status.value_or(0),
                                   std::move(*completion.redirect), config_.max_redirects);
    if (refusal) return refusal;
    const Duration spent = job.lookup_time + completion.timings.total.value_or(Duration(0));
    if (job.hops_time + spent >= timeout_of(job, config_)) {
      return make_error(ErrorCode::timeout, "the redirects took the whole time allowed");
    }
    job.hops_time += spent;
    job.cookies = std::move(completion.cookies);
    return {};
  }

  /// The end of an attempt: its result, or another one later.
  void finish(JobPtr& job, Completion&& completion) {
    auto ruling = referee_.rule(*job, std::move(completion));
    heed(ruling, job->left);
    if (ruling.again_at) {
      retry_queue_.add(std::move(job), *ruling.again_at);
    } else {
      write(*job, std::move(ruling.result));
    }
  }

  /// A server that has too much to do is left alone for a while, whichever line learnt it. But one
  /// that is waited for is asked at the pace that was asked for.
  void heed(const Referee::Ruling& ruling, TimePoint left) {
    if (config_.wait_for) return;
    if (ruling.turned_away) {
      scheduler_.rest(ruling.origin, left, ruling.asked_to_wait, config_.retry);
    } else if (ruling.answered) {
      scheduler_.rested(ruling.origin, left);
    }
  }

  /// A line that ends without an answer.
  void fail(JobPtr job, Error error) {
    Result result = describe(*job, std::move(error), clock_.now());
    if (!job->request.bad) result.checks = Referee::not_made(job->request.checks);
    write(*job, std::move(result));
  }

  void write(const Job& job, Result&& result) {
    request_bytes_ -= job.bytes;
    name_what_looks_odd(result);
    redactor_.hide(job.request, result);
    if (config_.baseline != nullptr) config_.baseline->compare(result);
    stats_.add(result);
    guarded([&] { sink_.take(job.request, std::move(result)); });
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

  /// Calls the sink, and remembers when it was the sink that threw. When memory ran out it can
  /// still write: less.
  template <typename Call>
  void guarded(const Call& call) {
    sink_failed_ = true;
    try {
      call();
    } catch (const std::bad_alloc&) {
      sink_failed_ = false;
      throw;
    }
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
    for (auto& job : retry_queue_.drain()) jobs.push_back(std::move(job));
    for (auto& [index, flight] : flights_) {
      if (flight.job) jobs.push_back(std::move(flight.job));
    }
    std::sort(jobs.begin(), jobs.end(),
              [](const JobPtr& left, const JobPtr& right) { return left->index < right->index; });
    for (auto& job : jobs) {
      Error error = stop_error(cause, reason, *job, flights_.contains(job->index));
      fail(std::move(job), std::move(error));
    }
  }

  Summary summarize(StopCause cause) {
    Summary summary = std::move(stats_).finish();
    summary.stop = cause;
    summary.input_complete = input_ == Input::exhausted && source_.complete();
    summary.complete = summary.complete && cause == StopCause::none;
    summary.started_at = began_wall_;
    summary.wall = std::chrono::duration_cast<Duration>(clock_.now() - began_);
    summary.exit_code = exit_code(summary, config_.tolerance, config_.allow_empty);
    const bool nothing_ran = summary.total == 0 && cause == StopCause::none;
    if (!nothing_ran || config_.allow_empty) {
      guarded([&] { sink_.finish(summary); });
    }
    return summary;
  }

  enum class Input { open, pending, exhausted };

  const ClientConfig& client_;
  const RunConfig& config_;
  Transport& transport_;
  const Clock& clock_;
  const std::atomic<StopCause>& stop_;
  Source& source_;
  Sink& sink_;

  TimePoint began_;
  WallTime began_wall_;
  Referee referee_;
  RetryQueue retry_queue_;
  Names names_;
  Scheduler scheduler_;
  // Their slots point into scheduler_, so they must go first.
  std::unordered_map<std::uint64_t, Scheduler::Start> flights_;
  Redactor redactor_;
  Stats stats_;
  Input input_ = Input::open;
  std::uint64_t next_index_ = 0;
  /// Of lines that are read and not finished.
  std::size_t request_bytes_ = 0;
  bool sink_failed_ = false;
};

}  // namespace

Engine::Engine(const ClientConfig& client, RunConfig config, Transport& transport,
               const Clock& clock, Random random)
    : client_(client),
      config_(std::move(config)),
      transport_(transport),
      clock_(clock),
      random_(random ? std::move(random) : seeded_random()) {}

Summary Engine::run(Source& source, Sink& sink) {
  return Run(client_, config_, transport_, clock_, random_, stop_, source, sink).go();
}

void Engine::stop(StopCause cause) noexcept {
  StopCause none = StopCause::none;
  stop_.compare_exchange_strong(none, cause);
  transport_.interrupt();
}

}  // namespace urlfan
