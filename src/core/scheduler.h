#ifndef URLFAN_CORE_SCHEDULER_H_
#define URLFAN_CORE_SCHEDULER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/core/job.h"

namespace urlfan {

class Scheduler;

/// The lines that wait for one host, oldest first, and how many are out to it.
struct HostQueue {
  std::deque<JobPtr> waiting;
  std::size_t in_flight = 0;
};

/// The right to have one exchange in flight to one host. Given back when it dies.
class HostSlot {
 public:
  HostSlot(HostSlot&& other) noexcept
      : scheduler_(std::exchange(other.scheduler_, nullptr)), host_(other.host_) {}
  HostSlot& operator=(HostSlot&&) = delete;
  HostSlot(const HostSlot&) = delete;
  HostSlot& operator=(const HostSlot&) = delete;
  ~HostSlot();

 private:
  friend class Scheduler;
  using Host = std::pair<const std::string, HostQueue>;
  HostSlot(Scheduler& scheduler, Host& host) : scheduler_(&scheduler), host_(&host) {}

  Scheduler* scheduler_;
  Host* host_;
};

/// Decides which line goes next: the oldest whose host, and the whole, have room.
/// A host that has neither waiting lines nor slots out is forgotten.
class Scheduler {
 public:
  static constexpr std::uint64_t kAnyIndex = std::numeric_limits<std::uint64_t>::max();

  /// A line on its way; the slot is given back with it.
  struct Start {
    JobPtr job;
    HostSlot slot;
    /// No other line waits for this host, while there are many hosts.
    bool last_of_host = false;
  };

  /// `per_host` 0 lifts that limit.
  Scheduler(std::size_t concurrency, std::size_t per_host)
      : concurrency_(concurrency), per_host_(per_host) {}

  /// Queues the job for the host of its hop. A line that was out before (a redirect) goes ahead
  /// of younger ones.
  void add(JobPtr job);

  /// The next line to start, if it is at most `last`.
  std::optional<Start> next(std::uint64_t last = kAnyIndex);

  /// Takes out all that waits, in no order.
  std::vector<JobPtr> drain();

  std::size_t waiting() const noexcept { return waiting_; }
  std::size_t in_flight() const noexcept { return in_flight_; }

 private:
  friend class HostSlot;
  using Hosts = std::unordered_map<std::string, HostQueue>;
  using Host = Hosts::value_type;

  bool ready(const Host& host) const noexcept;
  void release(Host& host) noexcept;

  std::size_t concurrency_;
  std::size_t per_host_;
  std::size_t in_flight_ = 0;
  std::size_t waiting_ = 0;
  Hosts hosts_;
  /// Hosts with a waiting line and room for it, by the age of that line.
  std::set<std::pair<std::uint64_t, Host*>> ready_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_SCHEDULER_H_
