#ifndef URLFAN_CORE_QUEUES_H_
#define URLFAN_CORE_QUEUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/core/job.h"
#include "src/core/names.h"
#include "src/core/referee.h"
#include "src/core/retry_queue.h"
#include "src/core/scheduler.h"
#include "src/core/standstill.h"
#include "urlfan/client_config.h"
#include "urlfan/host_statistics.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Where the lines of all runs wait: for the time of their next attempt, for the name of their
/// host, for a slot; in that order, each only where it has to.
class Queues {
 public:
  /// A line that leaves the queues for the network.
  struct Start {
    Scheduler::Start with_slot;
    /// As in Attempt.
    std::string addresses;
  };

  /// `transport` must outlive it.
  Queues(const ClientConfig& config, Transport& transport);

  /// A line, or its next hop, that may start as soon as its host allows.
  void add(Job& job, TimePoint now);
  /// One whose next attempt has to wait until then.
  void add_later(Job& job, TimePoint due) { retry_queue_.add(job, due); }
  /// The turn of a line that comes in now beside what has started.
  std::uint64_t turn() const noexcept { return scheduler_.turn(); }
  /// Forgets all that waits of a run.
  void forget(const Run* run);

  /// The time of what follows. Moves on what has come due by then.
  void advance(TimePoint now);
  /// The time of what follows, where nobody looks for what may start before the next advance().
  void set_time(TimePoint now) noexcept { scheduler_.set_time(now); }
  /// Lines whose name has no address: they are done with.
  std::vector<Names::Unreachable> take_unreachable() { return names_.take_unreachable(); }
  /// The next line to start, of those that may.
  std::optional<Start> next(const Scheduler::MayStart& may_start, TimePoint now);
  /// Asks for names. `idle`: nothing is in flight.
  void look_up_names(TimePoint now, bool idle);
  void answer(Lookup lookup, TimePoint now) { names_.answer(std::move(lookup), now); }
  /// An answer says of its host, as the exchange was that `left` then, whether that is to rest.
  Scheduler::Rest heed(const Referee::Ruling& ruling, const RetryPolicy& policy, TimePoint left);

  /// A host has no address: what that is for its statistics.
  void count_unreachable(const Origin& origin, const Completion& completion) {
    scheduler_.count(origin, completion);
  }
  /// What is known of each host, as Client::hosts tells it.
  std::vector<HostStatistics> hosts(TimePoint now) const { return scheduler_.hosts(now); }
  bool rests(const Origin& origin, TimePoint now) const { return scheduler_.rests(origin, now); }
  /// What is waited for, when the exchange goes to `origin` that is under way for longest; null:
  /// none is.
  Standstill standstill(const Origin* origin, TimePoint now) const;

  /// advance() has something to do at once.
  bool has_news() const noexcept { return names_.has_news(); }
  /// When time alone will give it something to do.
  TimePoint next_due() const noexcept;

 private:
  bool needs_lookup(const Job& job) const;
  void try_again(TimePoint now);

  Transport& transport_;
  RetryQueue retry_queue_;
  Names names_;
  Scheduler scheduler_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_QUEUES_H_
