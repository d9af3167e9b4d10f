#include "src/core/scheduler.h"

#include <algorithm>
#include <iterator>

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

}  // namespace

HostSlot::~HostSlot() {
  if (scheduler_ != nullptr) scheduler_->release(*host_);
}

void HostSlot::leave() { scheduler_->leave(*host_); }

Scheduler::Host& Scheduler::host_of(const Origin& origin) {
  return *hosts_.try_emplace(origin.key(), limits_.host_rate).first;
}

void Scheduler::add(JobPtr job) {
  Host& host = host_of(job->target().origin);
  auto& waiting = host.second.waiting;
  ++waiting_;
  if (is_idempotent(job->method)) ++host.second.can_share;
  tell_demand(host.second);
  const auto before = [](const JobPtr& left, const JobPtr& right) {
    return std::pair(left->turn, left->index) < std::pair(right->turn, right->index);
  };
  if (waiting.empty() || before(waiting.back(), job)) {
    waiting.push_back(std::move(job));
    if (waiting.size() > 1) return;
  } else {
    const auto where = std::upper_bound(waiting.begin(), waiting.end(), job, before);
    waiting.insert(where, std::move(job));
  }
  place(host);
}

void Scheduler::advance(TimePoint now) {
  now_ = now;
  while (!gated_.empty() && gated_.begin()->first <= now) place(*gated_.begin()->second);
}

std::optional<Scheduler::Start> Scheduler::next(std::uint64_t last) {
  if (in_flight_ >= limits_.concurrency || rate_.next() > now_) return {};
  for (const auto& [turn, each] : ready_) {
    Host& host = *each;
    auto& waiting = host.second.waiting;
    const auto found = std::find_if(waiting.begin(), waiting.end(),
                                    [last](const JobPtr& job) { return job->index <= last; });
    if (found == waiting.end()) continue;
    JobPtr job = std::move(*found);
    waiting.erase(found);
    --waiting_;
    if (is_idempotent(job->method)) --host.second.can_share;
    ++host.second.in_flight;
    ++in_flight_;
    place(host);
    auto& demand = host.second.demand;
    if (!demand) demand = std::make_shared<std::atomic<Demand>>();
    tell_demand(host.second);
    return Start{std::move(job), HostSlot(*this, host), demand};
  }
  return {};
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
  const bool paced = !ready_.empty() && rate_.next() > now_;
  return paced ? std::min(gate, rate_.next()) : gate;
}

void Scheduler::rest(const Origin& origin, TimePoint left, std::optional<Duration> asked,
                     const RetryPolicy& policy) {
  Host& host = host_of(origin);
  if (!asked && left < host.second.rests_until) return;  // it was out before
  const Duration wait =
      asked ? *asked : longest_backoff(policy, std::min(++host.second.rests, kMostDoubled));
  host.second.rests_until = std::max(host.second.rests_until, now_ + wait);
  place(host);
}

void Scheduler::rested(const Origin& origin, TimePoint left) {
  const auto host = hosts_.find(origin.key());
  if (host != hosts_.end() && left >= host->second.rests_until) host->second.rests = 0;
}

std::vector<JobPtr> Scheduler::drain() {
  std::vector<JobPtr> all;
  for (auto& [name, host] : hosts_) {
    std::move(host.waiting.begin(), host.waiting.end(), std::back_inserter(all));
    host.waiting.clear();
    host.can_share = 0;
    tell_demand(host);
    host.ready_turn.reset();
    host.gated_until.reset();
  }
  ready_.clear();
  gated_.clear();
  waiting_ = 0;
  std::erase_if(hosts_, [](const Host& host) { return host.second.in_flight == 0; });
  return all;
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
    queue.ready_turn = queue.waiting.front()->turn;
    ready_.emplace(*queue.ready_turn, &host);
  } else if (queue.waiting.empty() && queue.in_flight == 0) {
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
