#include "src/core/run.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <new>
#include <utility>
#include <variant>

#include "src/base/odd_url.h"
#include "src/core/describe.h"
#include "src/core/request_size.h"
#include "src/model/exit_code.h"
#include "src/model/latency_limits.h"
#include "urlfan/secrets.h"

namespace urlfan {
namespace {

/// Where the answer may be that of another URL than was meant.
void name_what_looks_odd(Result& result) {
  if (!result.error) return;
  const ErrorCode code = result.error->code;
  const bool may_be_the_url = code == ErrorCode::http_status || code == ErrorCode::dns_failed ||
                              code == ErrorCode::check_failed;
  if (may_be_the_url) result.error->message += what_looks_odd(result.url);
}

}  // namespace

Run::Run(RunConfig config, Source& source, Sink& sink)
    : config_(std::move(config)),
      source_(source),
      sink_(sink),
      redactor_(config_.secrets),
      stats_(config_.tolerance.fail_on) {}

void Run::begin(const ClientConfig& client, const Clock& clock, const Random& random) {
  clock_ = &clock;
  began_ = clock.now();
  began_wall_ = clock.wall();
  budget_.emplace(client, config_);
  referee_.emplace(config_, clock, random);
}

void Run::stop(StopCause cause) noexcept {
  if (stop_ == StopCause::none) stop_ = cause;
}

void Run::count(Result&& earlier) {
  // How it is judged is this run's affair.
  earlier.baseline.reset();
  earlier.drift.reset();
  for (const auto& stage : config_.stages) stage(earlier);
  stats_.add(earlier);
  ++earlier_;
}

void Run::fail(const std::string& reason) {
  if (stop_ == StopCause::internal) return;
  stop_ = StopCause::internal;
  reason_ = reason;
}

const Summary& Run::summary() const {
  if (sink_failure_) std::rethrow_exception(sink_failure_);
  return summary_;
}

bool Run::may_read() const {
  return input_ == Input::open && stop_ == StopCause::none && budget_->may_read(sink_);
}

Job* Run::read() {
  auto next = source_.next();
  if (!std::holds_alternative<Request>(next)) {
    input_ = std::holds_alternative<Pending>(next) ? Input::pending : Input::exhausted;
    return nullptr;
  }
  Job& job = jobs_.emplace_back();
  job.run = this;
  job.self = std::prev(jobs_.end());
  job.index = next_index_++;
  job.request = std::get<Request>(std::move(next));
  job.bytes = own_bytes(job.request);
  budget_->take(job.bytes);
  job.read_at = clock_->now();
  return &job;
}

void Run::started(Job& job) noexcept {
  job.in_flight = true;
  ++in_flight_;
}

void Run::came_back(Job& job) noexcept {
  job.in_flight = false;
  --in_flight_;
}

std::uint64_t Run::take_turn(std::uint64_t started) noexcept {
  next_turn_ = std::max(next_turn_, started);
  return next_turn_++;
}

void Run::look_for_more() noexcept {
  if (input_ == Input::pending) input_ = Input::open;
}

int Run::source_fd() const {
  return input_ == Input::pending && budget_->may_read(sink_) ? source_.wait_fd() : -1;
}

StopCause Run::cause_to_stop() const {
  if (stop_ != StopCause::none) return stop_;
  if (is_done()) return StopCause::none;
  const bool may_stop = config_.fail_fast || config_.tolerance.count;
  if (may_stop && too_many_failures(stats_.so_far(), config_.tolerance, false)) {
    return StopCause::failures;
  }
  return clock_->now() >= referee_->deadline() ? StopCause::deadline : StopCause::none;
}

TimePoint Run::next_look() const {
  const TimePoint tick = config_.tick ? clock_->now() + *config_.tick : TimePoint::max();
  return std::min(tick, referee_->deadline());
}

std::size_t Run::backlog() const { return sink_.backlog().bytes + sink_.unwritten().bytes; }

int Run::sink_fd() const {
  const Unwritten unwritten = sink_.unwritten();
  return unwritten.bytes > 0 ? unwritten.fd : -1;
}

void Run::tell_retry(const Job& job, Error failure, TimePoint again_at, Duration rest) {
  Result attempt = describe_attempt(job, std::move(failure));
  redactor_.hide(job.request, attempt);
  const auto wait = std::chrono::duration_cast<Duration>(again_at - clock_->now());
  guarded([&] { sink_.retrying(attempt, std::max(wait, rest)); });
}

void Run::tell_rest(const Origin& origin, Duration rest) {
  const Secrets* secrets = config_.secrets;
  const std::string& text = origin.key();
  guarded([&] { sink_.resting(secrets != nullptr ? secrets->hide(text) : text, rest); });
}

void Run::write(Job& job, Result&& result) {
  const auto finished = [&] {
    if (job.in_flight) came_back(job);
    budget_->give_back(job.bytes);
    jobs_.erase(job.self);
  };
  if (sink_failure_) return finished();
  name_what_looks_odd(result);
  redactor_.hide(job.request, result);
  Stats::Entry counted;
  guarded([&] {
    for (const auto& stage : config_.stages) stage(result);
    counted = stats_.prepare(result);
    sink_.take(job.request, std::move(result));
  });
  // Not when memory ran out: then the line comes again.
  stats_.add(counted);
  finished();
}

void Run::give_up(Job& job, Error error) {
  Result result = describe(job, std::move(error), clock_->now());
  if (!job.request.bad) result.checks = Referee::not_made(job.request.expected());
  write(job, std::move(result));
}

StopCause Run::begin_end() {
  stop_ = cause_to_stop();
  ending_ = true;
  return stop_;
}

void Run::give_up_unfinished() {
  while (!jobs_.empty()) {
    Job& job = jobs_.front();
    give_up(job, stop_error(stop_, reason_, job, job.in_flight));
  }
}

void Run::idle() {
  const Summary& counts = stats_.so_far();
  const Progress progress{.read = earlier_ + next_index_,
                          .ok = counts.ok,
                          .failed = counts.failed,
                          .in_flight = in_flight_,
                          .elapsed = std::chrono::duration_cast<Duration>(clock_->now() - began_),
                          .earlier = earlier_};
  guarded([&] { sink_.idle(progress); });
}

/// Calls the sink, and keeps what it throws for the owner. When memory ran out the run ends, for
/// which there is memory: all that was read goes.
template <typename Call>
void Run::guarded(const Call& call) {
  try {
    call();
  } catch (const std::bad_alloc&) {
    if (!ending_) throw;
    sink_failure_ = std::current_exception();
  } catch (...) {
    sink_failure_ = std::current_exception();
    fail("the output failed");
  }
}

void Run::finish() {
  ended_ = true;  // whatever comes
  summary_ = std::move(stats_).finish();
  summary_.stop = stop_;
  summary_.input_complete = input_ == Input::exhausted && source_.complete();
  summary_.complete = summary_.complete && stop_ == StopCause::none;
  summary_.started_at = began_wall_;
  summary_.wall = std::chrono::duration_cast<Duration>(clock_->now() - began_);
  summary_.list = source_.list();
  summary_.checks = judge(config_.tolerance.max_latency, summary_.total, summary_.latency);
  summary_.exit_code = exit_code(summary_, config_.tolerance, config_.allow_empty);
  const bool nothing_to_tell = summary_.total == 0 && summary_.exit_code == kExitUsage;
  if (!sink_failure_ && !nothing_to_tell) guarded([&] { sink_.finish(summary_); });
}

}  // namespace urlfan
