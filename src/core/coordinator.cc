#include "src/core/coordinator.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "src/core/attempt.h"
#include "src/core/describe.h"
#include "src/core/redirect.h"

namespace urlfan {
namespace {

// Lines read between two looks at the network: the first request leaves long before the window
// is full, and a fast list cannot starve the completions.
constexpr int kPullBatch = 256;

// A batch ends also when so much time is gone: lines can be long.
constexpr Duration kPullTime = std::chrono::milliseconds(10);

// However much there is to do, what the owner listens to is heard as often.
constexpr Duration kLook = std::chrono::milliseconds(20);

}  // namespace

Coordinator::Coordinator(ClientConfig config, Transport& transport, EventWait& waiting,
                         const Clock& clock, Random random)
    : config_(std::move(config)),
      transport_(transport),
      waiting_(waiting),
      clock_(clock),
      random_(std::move(random)),
      queues_(config_, transport) {}

void Coordinator::carry(Run& run) {
  run.begin(config_, clock_, random_);
  runs_.push_back(&run);
}

void Coordinator::round() {
  try {
    if (end_some()) return;
    const bool more_now = pull();
    queues_.advance(clock_.now());
    fail_unreachable();
    start_ready();
    queues_.look_up_names(clock_.now(), flights_.empty());
    std::size_t backlog = 0;
    for (const Run* run : runs_) backlog += run->backlog();
    transport_.set_backlog(backlog);
    if (take_arrivals() || more_now || queues_.has_news()) {
      if (clock_.now() - looked_ >= kLook) look(TimePoint::min());
    } else {
      for (Run* run : runs_) run->idle();
      if (!must_end() && !may_go_on()) look(wake_time());
      take_arrivals();
    }
  } catch (const std::exception& error) {
    fail_all(error.what());
  }
}

bool Coordinator::must_end() const {
  return std::any_of(runs_.begin(), runs_.end(), [](const Run* run) { return run->must_end(); });
}

/// Since an output has just been flushed, there is room that was not there before. Nobody would say
/// so later.
bool Coordinator::may_go_on() const {
  return std::any_of(runs_.begin(), runs_.end(), [](const Run* run) { return run->has_opened(); });
}

/// Ends those that are done and those that have to stop. True when there was one.
bool Coordinator::end_some() {
  const auto ends = std::stable_partition(runs_.begin(), runs_.end(),
                                          [](const Run* run) { return !run->must_end(); });
  const std::vector<Run*> ending(ends, runs_.end());
  runs_.erase(ends, runs_.end());
  for (Run* run : ending) end(*run);
  return !ending.empty();
}

void Coordinator::end(Run& run) {
  if (run.cause_to_stop() != StopCause::none) {
    try {
      take_arrivals();  // what is answered already counts
    } catch (const std::exception& error) {
      run.fail(error.what());
    }
  }
  if (run.begin_end() != StopCause::none) {
    try {
      give_up_all(run);
    } catch (const std::exception& error) {
      run.fail(error.what());
    }
    let_go(run);
  }
  run.finish();
}

/// Gives every unfinished line of it its result.
void Coordinator::give_up_all(Run& run) {
  queues_.forget(&run);
  std::vector<std::uint64_t> ids;
  for (const auto& [id, flight] : flights_) {
    if (flight.job != nullptr && flight.job->run == &run) ids.push_back(id);
  }
  if (!ids.empty()) transport_.cancel(ids);
  let_go(run);
  run.give_up_unfinished();
}

/// What it has in flight keeps its slots until that has come back.
void Coordinator::let_go(const Run& run) noexcept {
  for (auto& [id, flight] : flights_) {
    if (flight.job != nullptr && flight.job->run == &run) flight.job = nullptr;
  }
}

/// The transport or something of the coordinator's own has failed: all runs end, and what comes
/// after them finds all as it was at first.
void Coordinator::fail_all(const std::string& reason) {
  for (Run* run : runs_) run->fail(reason);
  transport_.cancel_all();
  flights_.clear();
}

/// Reads a batch of lines of each run. True when more could be read at once.
bool Coordinator::pull() {
  bool more = false;
  for (Run* run : runs_) more = pull(*run) || more;
  return more;
}

bool Coordinator::pull(Run& run) {
  const TimePoint ends = std::min(clock_.now() + kPullTime, run.referee().deadline());
  run.look_for_more();
  for (int i = 0; i < kPullBatch && run.may_read(); ++i) {
    try {
      Job* job = run.read();
      if (job == nullptr) return false;
      const TimePoint now = job->read_at;
      take_in(*job);
      if (now >= ends) return true;
    } catch (const std::exception& error) {
      run.fail(error.what());
    }
  }
  return run.may_read();
}

void Coordinator::take_in(Job& job) {
  if (job.request.bad) return job.run->give_up(job, *job.request.bad);
  job.start_over();
  job.turn = job.run->take_turn(queues_.turn());
  queues_.add(job, job.read_at);
}

/// A lookup without an address is an attempt that failed.
void Coordinator::fail_unreachable() {
  for (auto& unreachable : queues_.take_unreachable()) {
    unreachable.job->lookup_time = unreachable.took;
    begin(*unreachable.job);
    Completion completion;
    completion.error = std::move(unreachable.error);
    queues_.count_unreachable(unreachable.job->target().origin, completion);
    finish(*unreachable.job, std::move(completion));
  }
}

/// When too much is held for checks, what is out must come back first.
void Coordinator::start_ready() {
  bool all_open = true;
  bool all_blocked = true;
  for (Run* run : runs_) {
    run->look_at_sink();
    all_open = all_open && run->is_open();
    all_blocked = all_blocked && run->is_blocked();
  }
  if (all_blocked) return;
  Scheduler::MayStart may_start;
  if (!all_open) may_start = [](const Job& job) { return job.run->may_start(job); };
  while (!transport_.full()) {
    auto start = queues_.next(may_start, clock_.now());
    if (!start) return;
    launch(std::move(*start));
  }
}

/// The exchange counts from here; its lookup is part of it, though that came first.
void Coordinator::begin(Job& job) const {
  const TimePoint start = clock_.now() - job.lookup_time;
  if (!job.first_start) {
    job.first_start = std::max(job.read_at, start);
    job.started_at =
        clock_.wall() - std::chrono::duration_cast<WallTime::duration>(job.lookup_time);
  }
  // By the clock that nobody sets: what comes later in a line does so in its times as well.
  job.exchange_started_at =
      *job.started_at + std::chrono::duration_cast<WallTime::duration>(
                            std::max(start, *job.first_start) - *job.first_start);
  if (!job.goes_on) {
    ++job.attempts;
    job.attempt_started_at = job.exchange_started_at;
    if (!job.history.empty()) {
      job.history.back().backoff =
          std::max(std::chrono::duration_cast<Duration>(start - *job.failed_at), Duration(0));
    }
  }
  job.last_sent.clear();
}

void Coordinator::launch(Queues::Start start) {
  Job& job = *start.with_slot.job;
  Run& run = *job.run;
  job.left = clock_.now();
  start.with_slot.slot.leave();
  begin(job);
  Attempt attempt = make_attempt(job, run.config(), run.referee().time_left());
  const std::uint64_t id = attempt.id = next_id_++;
  attempt.addresses = std::move(start.addresses);
  // What is waited for is asked again, whatever it says.
  if (!run.config().wait_for && !run.config().comes_again) attempt.demand = start.with_slot.demand;
  attempt.may_be_tried_again =
      job.attempts <= job.request.retries.value_or(run.config().retry.retries);
  const auto flight = flights_.try_emplace(id, std::move(start.with_slot)).first;
  try {
    transport_.start(std::move(attempt));
    run.started(job);
  } catch (const std::exception& error) {
    run.fail(error.what());
    flights_.erase(flight);
  }
}

Standstill Coordinator::standstill() const {
  const Job* oldest = nullptr;
  for (const auto& [id, flight] : flights_) {
    const Job* job = flight.job;
    if (job != nullptr && (oldest == nullptr || job->left < oldest->left)) oldest = job;
  }
  const Origin* origin = oldest != nullptr ? &oldest->target().origin : nullptr;
  Standstill still = queues_.standstill(origin, clock_.now());
  if (oldest != nullptr) still.oldest = oldest->left;
  return still;
}

void Coordinator::look(TimePoint until) {
  descriptors_.clear();
  descriptors_.push_back(transport_.wait_fd());
  for (const Run* run : runs_) {
    descriptors_.push_back(run->source_fd());
    descriptors_.push_back(run->sink_fd());
  }
  waiting_.wait_until(until, descriptors_);
  looked_ = clock_.now();
}

TimePoint Coordinator::wake_time() const {
  TimePoint first = queues_.next_due();
  for (const Run* run : runs_) first = std::min(first, run->next_look());
  return first;
}

/// True when there were some.
bool Coordinator::take_arrivals() {
  auto arrivals = transport_.take();
  // What has become ready meanwhile is not looked at here: it must stay due.
  queues_.set_time(clock_.now());
  for (auto& lookup : arrivals.lookups) queues_.answer(std::move(lookup), clock_.now());
  for (auto& completion : arrivals.completions) complete(std::move(completion));
  return !arrivals.empty();
}

void Coordinator::complete(Completion&& completion) {
  const auto flight = flights_.find(completion.id);
  if (flight == flights_.end()) return;
  HostSlot& slot = flight->second.slot;
  if (Job* job = flight->second.job; job != nullptr) {
    Run& run = *job->run;
    run.came_back(*job);
    slot.count(completion);
    try {
      deal_with(*job, std::move(completion));
    } catch (const std::exception& error) {
      run.fail(error.what());
    }
  } else {
    slot.count_given_up();
  }
  // The slot is given back last: else its host could be forgotten, and with it that its answers
  // turn requests away.
  flights_.erase(flight);
}

void Coordinator::deal_with(Job& job, Completion&& completion) {
  const bool redirected =
      completion.redirect && follows_redirects(job, job.run->config()) && !completion.error;
  bool again = redirected;
  if (redirected) {
    completion.error = turn(job, completion);
  } else if (turn_to_get(job, completion)) {
    again = true;
    completion.error = go_on(job, completion);
  }
  if (again && !completion.error) {
    queues_.add(job, clock_.now());
  } else {
    finish(job, std::move(completion));
  }
}

/// Turns a job to the next hop of its redirect. Returns why not, if it cannot go there.
std::optional<Error> Coordinator::turn(Job& job, Completion& completion) {
  std::string method = job.method;
  job.last_sent = job.target().display_url();
  auto refusal = follow_redirect(job, completion.response.status.value_or(0),
                                 std::move(*completion.redirect), job.run->config().max_redirects);
  Redirect& hop = job.redirects.back();
  hop.method = std::move(method);
  hop.url = job.last_sent;
  hop.started_at = job.exchange_started_at;
  hop.timings = timings_of(job, completion);
  if (refusal) return refusal;
  return go_on(job, completion);
}

/// The attempt goes on with another exchange, in the time that this one has left. Returns why not,
/// if there is none.
std::optional<Error> Coordinator::go_on(Job& job, Completion& completion) {
  const Duration spent = job.lookup_time + completion.timings.total.value_or(Duration(0));
  if (job.hops_time + spent >= timeout_of(job, job.run->config())) {
    return make_error(ErrorCode::timeout, job.redirects.empty()
                                              ? "the refused HEAD took the whole time allowed"
                                              : "the redirects took the whole time allowed");
  }
  job.goes_on = true;
  job.hops_time += spent;
  job.cookies = std::move(completion.cookies);
  return {};
}

/// The end of an attempt: its result, or another one later.
void Coordinator::finish(Job& job, Completion&& completion) {
  Run& run = *job.run;
  auto ruling = run.referee().rule(job, std::move(completion));
  Scheduler::Rest rest;
  // A service that is waited for is asked at the pace that was asked for.
  if (!run.config().wait_for) rest = queues_.heed(ruling, run.config().retry, job.left);
  if (rest.begins) run.tell_rest(ruling.origin, rest.left);
  if (ruling.again_at) {
    run.tell_retry(job, std::move(*ruling.failure), *ruling.again_at, rest.left);
    queues_.add_later(job, *ruling.again_at);
  } else {
    run.write(job, std::move(ruling.result));
  }
}

}  // namespace urlfan
