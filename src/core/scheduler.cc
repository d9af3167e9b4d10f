#include "src/core/scheduler.h"

#include <algorithm>
#include <chrono>

#include "src/core/retry.h"

namespace urlfan {
namespace {

// From here on, connections that nobody may ever want again cost more than making a few anew: what
// libcurl walks through for each transfer grows with the hosts.
constexpr std::size_t kManyHosts = 64;

// A host that does not say how long it wants to rest gets at most this many doublings, and one
// less: eight times the first wait. It may be down for good, and then its lines should fail before
// night.
constexpr unsigned kMostDoubled = 4;

/// By their turns. True when the job is now the first.
bool insert(std::deque<Job*>& jobs, Job* job) {
  const auto before = [](const Job* left, const Job* right) {
    return std::pair(left->turn, left->index) < std::pair(right->turn, right->index);
  };
  if (jobs.empty() || before(jobs.back(), job)) {
    jobs.push_back(job);
    return jobs.size() == 1;
  }
  const auto where = std::upper_bound(jobs.begin(), jobs.end(), job, before);
  const bool first = where == jobs.begin();
  jobs.insert(where, job);
  return first;
}

}  // namespace

HostSlot::~HostSlot() {
  if (scheduler_ != nullptr) scheduler_->release(*host_);
}

void HostSlot::leave() { scheduler_->leave(*host_); }

void HostSlot::count(const Completion& completion) {
  urlfan::count(**host_->second.page, completion, scheduler_->now_);
}

void HostSlot::count_given_up() { ++(*host_->second.page)->given_up; }

Scheduler::Host& Scheduler::host_of(const Origin& origin) {
  const auto known = hosts_.find(origin.key());
  if (known != hosts_.end()) return *known;
  return *hosts_.try_emplace(origin.key(), limits_.host_rate, book_.reopen(origin.key())).first;
}

void Scheduler::add(Job& job) {
  Host& host = host_of(job.target().origin);
  HostQueue& queue = host.second;
  auto own = std::find_if(queue.waiting.begin(), queue.waiting.end(),
                          [&job](const HostQueue::OfRun& each) { return each.run == job.run; });
  if (own == queue.waiting.end()) {
    own = queue.waiting.emplace(own, job.run);
  }
  const bool changes_first = insert(own->jobs, &job);
  ++waiting_;
  if (is_idempotent(job.method)) ++queue.can_share;
  tell_demand(queue);
  if (changes_first && own == queue.waiting.begin()) place(host);
}

void Scheduler::advance(TimePoint now) {
  now_ = now;
  held_by_rate_ = false;
  while (!gated_.empty() && gated_.begin()->first <= now) place(*gated_.begin()->second);
}

std::optional<Scheduler::Start> Scheduler::next(const MayStart& may_start) {
  if (in_flight_ >= limits_.concurrency) return {};
  held_by_rate_ = rate_.next() > now_;
  if (held_by_rate_) return {};
  for (const auto& [turn, each] : ready_) {
    Host& host = *each;
    HostQueue& queue = host.second;
    Job* job = take_next(queue, may_start);
    if (job == nullptr) continue;
    if (!queue.page) queue.page = book_.open(host.first);
    --waiting_;
    if (is_idempotent(job->method)) --queue.can_share;
    turn_ = std::max(turn_, job->turn);
    ++queue.in_flight;
    ++in_flight_;
    place(host);
    if (!queue.demand) queue.demand = std::make_shared<std::atomic<Demand>>();
    tell_demand(queue);
    return Start{job, HostSlot(*this, host), queue.demand};
  }
  return {};
}

/// Takes the first line that may start, of the first run that has one. That run is the last one to
/// have its turn again. Null: there is none.
Job* Scheduler::take_next(HostQueue& queue, const MayStart& may_start) {
  for (auto own = queue.waiting.begin(); own != queue.waiting.end(); ++own) {
    auto& jobs = own->jobs;
    const auto found = !may_start ? jobs.begin()
                                  : std::find_if(jobs.begin(), jobs.end(),
                                                 [&](const Job* job) { return may_start(*job); });
    if (found == jobs.end()) continue;
    Job* job = *found;
    jobs.erase(found);
    if (jobs.empty()) {
      queue.waiting.erase(own);
    } else {
      queue.waiting.splice(queue.waiting.end(), queue.waiting, own);
    }
    return job;
  }
  return nullptr;
}

/// That there are many hosts is heard of by each when something happens to it.
void Scheduler::tell_demand(HostQueue& queue) const {
  if (!queue.demand) return;
  const bool few_hosts = hosts_.size() <= kManyHosts;
  *queue.demand = queue.can_share > 0 ? Demand::certain
                  : few_hosts         ? Demand::perhaps
                                      : Demand::none;
}

void Scheduler::leave(Host& host) {
  rate_.started(now_);
  if (!limits_.host_rate) return;
  host.second.pace.started(now_);
  place(host);
}

TimePoint Scheduler::next_due() const noexcept {
  if (in_flight_ >= limits_.concurrency || waiting_ == 0) return TimePoint::max();
  const TimePoint gate = gated_.empty() ? TimePoint::max() : gated_.begin()->first;
  return held_by_rate_ && !ready_.empty() ? std::min(gate, rate_.next()) : gate;
}

Scheduler::Rest Scheduler::rest(const Origin& origin, TimePoint left, std::optional<Duration> asked,
                                const RetryPolicy& policy) {
  Host& host = host_of(origin);
  TimePoint& until = host.second.rests_until;
  const bool begins = until <= now_;
  if (asked || left >= until) {  // else it was out before
    const Duration wait =
        asked ? *asked : longest_backoff(policy, std::min(++host.second.rests, kMostDoubled));
    until = std::max(until, now_ + wait);
  }
  const auto rest = std::chrono::duration_cast<Duration>(std::max(until, now_) - now_);
  place(host);
  return {.left = rest, .begins = begins && rest > Duration(0)};
}

void Scheduler::rested(const Origin& origin, TimePoint left) {
  const auto host = hosts_.find(origin.key());
  if (host != hosts_.end() && left >= host->second.rests_until) host->second.rests = 0;
}

bool Scheduler::rests(const Origin& origin, TimePoint now) const {
  const auto host = hosts_.find(origin.key());
  return host != hosts_.end() && host->second.rests_until > now;
}

void Scheduler::count(const Origin& origin, const Completion& completion) {
  Host& host = host_of(origin);
  if (!host.second.page) host.second.page = book_.open(host.first);
  urlfan::count(**host.second.page, completion, now_);
  place(host);
}

std::vector<HostStatistics> Scheduler::hosts(TimePoint now) const {
  std::vector<HostStatistics> all;
  all.reserve(hosts_.size() + book_.closed().size());
  for (const auto& host : hosts_) all.push_back(statistics_of(host, now));
  all.insert(all.end(), book_.closed().begin(), book_.closed().end());
  return all;
}

HostStatistics Scheduler::statistics_of(const Host& host, TimePoint now) {
  const auto& [origin, queue] = host;
  HostStatistics told = queue.page ? **queue.page : HostStatistics();
  told.origin = origin;
  told.in_flight = queue.in_flight;
  for (const auto& own : queue.waiting) told.waiting += own.jobs.size();
  if (queue.rests_until > now) told.rests_until = queue.rests_until;
  return told;
}

std::optional<HostStatistics> Scheduler::host(const std::string& origin, TimePoint now) const {
  const auto known = hosts_.find(origin);
  if (known == hosts_.end()) return {};
  return statistics_of(*known, now);
}

std::optional<HostStatistics> Scheduler::next_rested(TimePoint now) const {
  const auto found = std::find_if(gated_.begin(), gated_.end(), [now](const auto& gate) {
    const HostQueue& queue = gate.second->second;
    return queue.rests_until > now && !queue.waiting.empty();
  });
  if (found == gated_.end()) return {};
  return statistics_of(*found->second, now);
}

void Scheduler::forget(const Run* run) {
  for (auto& host : hosts_) {
    auto& waiting = host.second.waiting;
    const auto own = std::find_if(waiting.begin(), waiting.end(),
                                  [run](const HostQueue::OfRun& each) { return each.run == run; });
    if (own == waiting.end()) continue;
    for (const Job* job : own->jobs) {
      if (is_idempotent(job->method)) --host.second.can_share;
    }
    waiting_ -= own->jobs.size();
    waiting.erase(own);
    tell_demand(host.second);
    unplace(host);
  }
  // Placing needs memory, without which it throws: no line of the run is here any more by now.
  for (auto each = hosts_.begin(); each != hosts_.end();) {
    Host& host = *each++;
    if (!host.second.ready_turn && !host.second.gated_until) place(host);
  }
}

/// Puts the host where it belongs now, which may be nowhere: then it is gone.
void Scheduler::place(Host& host) {
  unplace(host);
  HostQueue& queue = host.second;
  const TimePoint gate = std::max(queue.rests_until, queue.pace.next());
  const bool full = limits_.per_host != 0 && queue.in_flight >= limits_.per_host;
  if (gate > now_) {
    queue.gated_until = gate;
    gated_.emplace(gate, &host);
  } else if (!queue.waiting.empty() && !full) {
    queue.ready_turn = queue.waiting.front().jobs.front()->turn;
    ready_.emplace(*queue.ready_turn, &host);
  } else if (queue.waiting.empty() && queue.in_flight == 0) {
    if (queue.page) book_.close(*queue.page);
    hosts_.erase(hosts_.find(host.first));
  }
}

void Scheduler::unplace(Host& host) {
  HostQueue& queue = host.second;
  if (queue.ready_turn) ready_.erase({*queue.ready_turn, &host});
  if (queue.gated_until) gated_.erase({*queue.gated_until, &host});
  queue.ready_turn.reset();
  queue.gated_until.reset();
}

void Scheduler::release(Host& host) noexcept {
  --host.second.in_flight;
  --in_flight_;
  place(host);
}

}  // namespace urlfan
