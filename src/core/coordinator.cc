#include "src/core/coordinator.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <unordered_set>

#include "src/core/attempt.h"
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

Scheduler::Limits limits(const ClientConfig& config) {
  return {.concurrency = config.concurrency,
          .per_host = config.per_host,
          .rate = config.rate,
          .host_rate = config.host_rate};
}

}  // namespace

Coordinator::Coordinator(ClientConfig config, Transport& transport, Waiting& waiting,
                         const Clock& clock, Random random)
    : config_(std::move(config)),
      transport_(transport),
      waiting_(waiting),
      clock_(clock),
      random_(std::move(random)),
      names_(config_.concurrency, config_.lookups),
      scheduler_(limits(config_)) {}

void Coordinator::carry(Run& run) {
  run.begin(config_, clock_, random_);
  runs_.push_back(&run);
}

void Coordinator::round() {
  try {
    if (end_some()) return;
    const bool more_now = pull();
    try_again();
    settle_names();
    start_ready();
    look_up_names();
    std::size_t backlog = 0;
    for (const Run* run : runs_) backlog += run->backlog();
    transport_.set_backlog(backlog);
    if (take_arrivals() || more_now || names_.has_news()) {
      if (clock_.now() - looked_ >= kLook) look(TimePoint::min());
    } else {
      for (Run* run : runs_) run->idle();
      if (!must_end()) look(wake_time());
      take_arrivals();
    }
  } catch (const std::exception& error) {
    fail_all(error.what());
  }
}

// --- the end of runs ---

bool Coordinator::must_end() const {
  return std::any_of(runs_.begin(), runs_.end(), [](const Run* run) { return run->must_end(); });
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
  try {
    if (run.begin_end() != StopCause::none) give_up_all(run);
  } catch (const std::exception& error) {
    run.fail(error.what());
  }
  run.finish();
}

/// Gives every unfinished line of it its result, in their order.
void Coordinator::give_up_all(Run& run) {
  auto jobs = run.take_kept();
  const auto add = [&jobs](std::vector<JobPtr> some) {
    std::move(some.begin(), some.end(), std::back_inserter(jobs));
  };
  add(scheduler_.take_all(&run));
  add(names_.take_all(&run));
  add(retry_queue_.take_all(&run));
  std::vector<std::uint64_t> ids;
  std::unordered_set<std::uint64_t> in_flight;
  for (auto& [id, flight] : flights_) {
    if (!flight.job || flight.job->run != &run) continue;
    ids.push_back(id);
    in_flight.insert(flight.job->index);
    run.came_back();
    jobs.push_back(std::move(flight.job));
  }
  if (!ids.empty()) transport_.cancel(ids);
  std::sort(jobs.begin(), jobs.end(),
            [](const JobPtr& left, const JobPtr& right) { return left->index < right->index; });
  for (const auto& job : jobs) {
    run.give_up(*job, in_flight.contains(job->index));
  }
}

/// The transport or something of the coordinator's own has failed: all runs end, and what comes
/// after them finds all as it was at first.
void Coordinator::fail_all(const std::string& reason) {
  for (Run* run : runs_) run->fail(reason);
  transport_.cancel_all();
  for (auto& [id, flight] : flights_) {
    if (!flight.job) continue;
    Run& run = *flight.job->run;
    run.came_back();
    run.keep(std::move(flight.job));
  }
  flights_.clear();
}

/// The line is known to its run alone from now on, which ends.
void Coordinator::lose(JobPtr job, const std::string& reason) {
  if (!job) return;
  Run& run = *job->run;
  run.keep(std::move(job));
  run.fail(reason);
}

// --- from the list to a slot ---

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
    JobPtr job;
    try {
      job = run.read();
      if (!job) return false;
      const TimePoint now = job->read_at;
      take_in(job);
      if (now >= ends) return true;
    } catch (const std::exception& error) {
      lose(std::move(job), error.what());
      run.fail(error.what());
    }
  }
  return run.may_read();
}

void Coordinator::take_in(JobPtr& job) {
  if (job->request.bad) return job->run->give_up(*job, *job->request.bad);
  job->start_over();
  job->turn = job->run->take_turn(scheduler_.turn());
  enqueue(std::move(job));
}

/// Lines whose time to be tried again has come. They go behind those read by now: else a few
/// that always fail could keep the others from their first attempt.
void Coordinator::try_again() {
  for (auto& job : retry_queue_.take_due(clock_.now())) {
    job->turn = job->run->next_turn();
    enqueue(std::move(job));
  }
}

/// To wait for its name, or if it has none for a slot.
void Coordinator::enqueue(JobPtr job) {
  if (!needs_lookup(*job)) return scheduler_.add(std::move(job));
  const RunConfig& config = job->run->config();
  const Duration patience =
      std::min(connect_timeout_of(*job, config), timeout_of(*job, config) - job->hops_time);
  names_.add(std::move(job), patience, clock_.now());
}

bool Coordinator::needs_lookup(const Job& job) const {
  const Origin& origin = job.target().origin;
  return has_name_to_look_up(origin) && transport_.needs_lookup(origin);
}

void Coordinator::look_up_names() {
  while (const auto name = names_.next_lookup(clock_.now(), flights_.empty())) {
    transport_.look_up(*name);
  }
}

/// Lines whose name is known go on, those whose name has none are done.
void Coordinator::settle_names() {
  names_.give_up(clock_.now());
  for (auto& job : names_.take_known()) scheduler_.add(std::move(job));
  for (auto& unreachable : names_.take_unreachable()) fail_lookup(std::move(unreachable));
}

void Coordinator::fail_lookup(Names::Unreachable unreachable) {
  unreachable.job->lookup_time = unreachable.took;
  begin(*unreachable.job);
  Completion completion;
  completion.error = std::move(unreachable.error);
  finish(unreachable.job, std::move(completion));
}

// --- from a slot to the network and back ---

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
  scheduler_.advance(clock_.now());
  while (!transport_.full()) {
    auto start = scheduler_.next(may_start);
    if (!start) return;
    launch(std::move(*start));
  }
}

/// The exchange counts from here; its lookup is part of it, though that came first.
void Coordinator::begin(Job& job) const {
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

void Coordinator::launch(Scheduler::Start start) {
  Job& job = *start.job;
  Run& run = *job.run;
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
  Attempt attempt = make_attempt(job, run.config(), run.referee().time_left());
  const std::uint64_t id = attempt.id = next_id_++;
  attempt.addresses = std::move(addresses);
  // What is waited for is asked again, whatever it says.
  if (!run.config().wait_for) attempt.demand = start.demand;
  attempt.may_be_tried_again =
      job.attempts <= job.request.retries.value_or(run.config().retry.retries);
  // In this order: should the start throw, the line is still known.
  const auto flight = flights_.try_emplace(id, std::move(start)).first;
  run.started();
  try {
    transport_.start(std::move(attempt));
  } catch (const std::exception& error) {
    run.came_back();
    lose(std::move(flight->second.job), error.what());
    flights_.erase(flight);
  }
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
  TimePoint first =
      std::min({names_.next_give_up(), retry_queue_.next_due(), scheduler_.next_due()});
  for (const Run* run : runs_) first = std::min(first, run->next_look());
  return first;
}

/// True when there were some.
bool Coordinator::take_arrivals() {
  auto arrivals = transport_.take();
  scheduler_.advance(clock_.now());
  for (auto& lookup : arrivals.lookups) names_.answer(std::move(lookup), clock_.now());
  for (auto& completion : arrivals.completions) complete(std::move(completion));
  return !arrivals.empty();
}

void Coordinator::complete(Completion&& completion) {
  const auto flight = flights_.find(completion.id);
  if (flight == flights_.end()) return;
  // Until all is done the line stays known, should something throw. The slot is given back last:
  // else its host could be forgotten, and with it that its answers turn requests away.
  if (JobPtr& job = flight->second.job) {
    job->run->came_back();
    try {
      deal_with(job, std::move(completion));
    } catch (const std::exception& error) {
      lose(std::move(job), error.what());
    }
  }
  flights_.erase(flight);
}

void Coordinator::deal_with(JobPtr& job, Completion&& completion) {
  const bool redirected =
      completion.redirect && job->run->config().follow_redirects && !completion.error;
  if (redirected) completion.error = turn(*job, completion);
  if (redirected && !completion.error) {
    enqueue(std::move(job));
  } else {
    finish(job, std::move(completion));
  }
}

/// Turns a job to the next hop of its redirect. Returns why not, if it cannot go there.
std::optional<Error> Coordinator::turn(Job& job, Completion& completion) {
  const RunConfig& config = job.run->config();
  job.last_sent = job.target().display_url();
  auto refusal = follow_redirect(job, completion.response.status.value_or(0),
                                 std::move(*completion.redirect), config.max_redirects);
  if (refusal) return refusal;
  const Duration spent = job.lookup_time + completion.timings.total.value_or(Duration(0));
  if (job.hops_time + spent >= timeout_of(job, config)) {
    return make_error(ErrorCode::timeout, "the redirects took the whole time allowed");
  }
  job.hops_time += spent;
  job.cookies = std::move(completion.cookies);
  return {};
}

/// The end of an attempt: its result, or another one later.
void Coordinator::finish(JobPtr& job, Completion&& completion) {
  Run& run = *job->run;
  auto ruling = run.referee().rule(*job, std::move(completion));
  heed(ruling, run.config(), job->left);
  if (ruling.again_at) {
    retry_queue_.add(std::move(job), *ruling.again_at);
  } else {
    run.write(*job, std::move(ruling.result));
  }
}

/// A server that has too much to do is left alone for a while, whichever line learnt it. But one
/// that is waited for is asked at the pace that was asked for.
void Coordinator::heed(const Referee::Ruling& ruling, const RunConfig& config, TimePoint left) {
  if (config.wait_for) return;
  if (ruling.turned_away) {
    scheduler_.rest(ruling.origin, left, ruling.asked_to_wait, config.retry);
  } else if (ruling.answered) {
    scheduler_.rested(ruling.origin, left);
  }
}

}  // namespace urlfan
