#include "src/core/queues.h"

#include <algorithm>
#include <utility>

#include "src/core/attempt.h"
#include "src/core/run.h"

namespace urlfan {
namespace {

Scheduler::Limits limits(const ClientConfig& config) {
  return {.concurrency = config.concurrency,
          .per_host = config.per_host,
          .rate = config.rate,
          .host_rate = config.host_rate};
}

}  // namespace

Queues::Queues(const ClientConfig& config, Transport& transport)
    : transport_(transport),
      names_(config.concurrency, config.lookups),
      scheduler_(limits(config)) {}

void Queues::add(Job& job, TimePoint now) {
  if (!needs_lookup(job)) return scheduler_.add(job);
  const RunConfig& config = job.run->config();
  const Duration patience =
      std::min(connect_timeout_of(job, config), timeout_of(job, config) - job.hops_time);
  names_.add(job, patience, now);
}

bool Queues::needs_lookup(const Job& job) const {
  const Origin& origin = job.target().origin;
  return has_name_to_look_up(origin) && transport_.needs_lookup(origin);
}

void Queues::forget(const Run* run) {
  scheduler_.forget(run);
  names_.forget(run);
  retry_queue_.forget(run);
}

void Queues::advance(TimePoint now) {
  scheduler_.advance(now);
  try_again(now);
  names_.give_up(now);
  for (Job* job : names_.take_known()) scheduler_.add(*job);
}

/// Lines whose time to be tried again has come. They go behind those read by now: else a few
/// that always fail could keep the others from their first attempt.
void Queues::try_again(TimePoint now) {
  for (Job* job : retry_queue_.take_due(now)) {
    job->turn = job->run->next_turn();
    add(*job, now);
  }
}

std::optional<Queues::Start> Queues::next(const Scheduler::MayStart& may_start, TimePoint now) {
  while (auto start = scheduler_.next(may_start)) {
    Job& job = *start->job;
    std::string addresses;
    if (!needs_lookup(job)) {
      job.lookup_time = Duration(0);
    } else if (auto known = names_.use(job, now)) {
      addresses = std::move(*known);
    } else {
      job.turned_back = true;
      add(job, now);
      continue;
    }
    job.turned_back = false;
    return Start{std::move(*start), std::move(addresses)};
  }
  return {};
}

void Queues::look_up_names(TimePoint now, bool idle) {
  while (const auto name = names_.next_lookup(now, idle)) transport_.look_up(*name);
}

/// A server that has too much to do is left alone for a while, whichever line learnt it.
Scheduler::Rest Queues::heed(const Referee::Ruling& ruling, const RetryPolicy& policy,
                             TimePoint left) {
  if (ruling.turned_away) {
    return scheduler_.rest(ruling.origin, left, ruling.asked_to_wait, policy);
  }
  if (ruling.answered) scheduler_.rested(ruling.origin, left);
  return {};
}

Standstill Queues::standstill(const Origin* origin, TimePoint now) const {
  Standstill still;
  still.host =
      origin != nullptr ? scheduler_.host(origin->key(), now) : scheduler_.next_rested(now);
  still.without_address = names_.size();
  const TimePoint retry = retry_queue_.next_due();
  if (retry != TimePoint::max()) still.next_retry = retry;
  return still;
}

TimePoint Queues::next_due() const noexcept {
  return std::min({names_.next_give_up(), retry_queue_.next_due(), scheduler_.next_due()});
}

}  // namespace urlfan
