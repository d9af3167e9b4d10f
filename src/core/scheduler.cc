#include "src/core/scheduler.h"

#include <algorithm>
#include <iterator>

namespace urlfan {
namespace {

// From here on, connections that nobody may ever want again cost more than making a few anew: what
// libcurl walks through for each transfer grows with the hosts.
constexpr std::size_t kManyHosts = 64;

}  // namespace

HostSlot::~HostSlot() {
  if (scheduler_ != nullptr) scheduler_->release(*host_);
}

void Scheduler::add(JobPtr job) {
  Host& host = *hosts_.try_emplace(job->target().host).first;
  auto& waiting = host.second.waiting;
  ++waiting_;
  if (!waiting.empty() && waiting.back()->index < job->index) {
    waiting.push_back(std::move(job));
    return;
  }
  if (ready(host)) ready_.erase({waiting.front()->index, &host});
  const auto place = std::upper_bound(
      waiting.begin(), waiting.end(), job->index,
      [](std::uint64_t index, const JobPtr& other) { return index < other->index; });
  waiting.insert(place, std::move(job));
  if (ready(host)) ready_.emplace(waiting.front()->index, &host);
}

std::optional<Scheduler::Start> Scheduler::next(std::uint64_t last) {
  if (in_flight_ >= concurrency_ || ready_.empty() || ready_.begin()->first > last) return {};
  auto entry = ready_.extract(ready_.begin());
  Host& host = *entry.value().second;

  auto& waiting = host.second.waiting;
  JobPtr job = std::move(waiting.front());
  waiting.pop_front();
  --waiting_;
  ++host.second.in_flight;
  ++in_flight_;
  if (ready(host)) {
    entry.value().first = waiting.front()->index;
    ready_.insert(std::move(entry));
  }
  const bool last_of_host = waiting.empty() && hosts_.size() > kManyHosts;
  return Start{std::move(job), HostSlot(*this, host), last_of_host};
}

std::vector<JobPtr> Scheduler::drain() {
  std::vector<JobPtr> all;
  ready_.clear();
  for (auto& [name, host] : hosts_) {
    std::move(host.waiting.begin(), host.waiting.end(), std::back_inserter(all));
    host.waiting.clear();
  }
  waiting_ = 0;
  std::erase_if(hosts_, [](const Host& host) { return host.second.in_flight == 0; });
  return all;
}

bool Scheduler::ready(const Host& host) const noexcept {
  return !host.second.waiting.empty() && (per_host_ == 0 || host.second.in_flight < per_host_);
}

void Scheduler::release(Host& host) noexcept {
  const bool was_ready = ready(host);
  --host.second.in_flight;
  --in_flight_;
  if (!was_ready && ready(host)) {
    ready_.emplace(host.second.waiting.front()->index, &host);
  } else if (host.second.in_flight == 0 && host.second.waiting.empty()) {
    hosts_.erase(hosts_.find(host.first));
  }
}

}  // namespace urlfan
