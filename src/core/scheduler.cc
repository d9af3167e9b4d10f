#include "src/core/scheduler.h"

#include <algorithm>

namespace urlfan {

HostSlot::~HostSlot() {
  if (scheduler_ != nullptr) scheduler_->release(*host_);
}

void Scheduler::add(Job job) {
  Host& host = *hosts_.try_emplace(job.hop.host).first;
  auto& waiting = host.second.waiting;
  const bool was_ready = ready(host);
  if (was_ready) ready_.erase({waiting.front().index, &host});

  const auto place =
      std::upper_bound(waiting.begin(), waiting.end(), job.index,
                       [](std::uint64_t index, const Job& other) { return index < other.index; });
  waiting.insert(place, std::move(job));
  ++waiting_;

  if (ready(host)) ready_.emplace(waiting.front().index, &host);
}

std::optional<Scheduler::Start> Scheduler::next(std::uint64_t last) {
  if (in_flight_ >= concurrency_ || ready_.empty() || ready_.begin()->first > last) return {};
  Host& host = *ready_.begin()->second;
  ready_.erase(ready_.begin());

  auto& waiting = host.second.waiting;
  Job job = std::move(waiting.front());
  waiting.pop_front();
  --waiting_;
  ++host.second.in_flight;
  ++in_flight_;
  if (ready(host)) ready_.emplace(waiting.front().index, &host);
  return Start{std::move(job), HostSlot(*this, host)};
}

std::deque<Job> Scheduler::drain() {
  std::deque<Job> all;
  ready_.clear();
  for (auto& [name, host] : hosts_) {
    std::move(host.waiting.begin(), host.waiting.end(), std::back_inserter(all));
    host.waiting.clear();
  }
  waiting_ = 0;
  std::erase_if(hosts_, [](const Host& host) { return host.second.in_flight == 0; });
  std::sort(all.begin(), all.end(),
            [](const Job& left, const Job& right) { return left.index < right.index; });
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
    ready_.emplace(host.second.waiting.front().index, &host);
  } else if (host.second.in_flight == 0 && host.second.waiting.empty()) {
    hosts_.erase(hosts_.find(host.first));
  }
}

}  // namespace urlfan
