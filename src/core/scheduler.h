#ifndef URLFAN_CORE_SCHEDULER_H_
#define URLFAN_CORE_SCHEDULER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/core/host_book.h"
#include "src/core/job.h"
#include "src/core/rate_limiter.h"
#include "urlfan/host_statistics.h"
#include "urlfan/run_config.h"
#include "urlfan/transport.h"

namespace urlfan {

class Scheduler;

/// The lines that wait for one host, run by run, and what holds them back.
struct HostQueue {
  HostQueue(std::optional<double> rate, std::optional<HostBook::Page> its)
      : pace(rate), page(its) {}

  /// Lines of one run, in their turn.
  struct OfRun {
    explicit OfRun(const Run* whose) : run(whose) {}
    const Run* run;
    std::deque<Job*> jobs;
  };

  /// Those of the run whose turn it is come first; never without lines.
  std::list<OfRun> waiting;
  /// Of those lines: how many can use a connection that has carried others before.
  std::size_t can_share = 0;
  /// As it is told to those that carry exchanges; null until there was one.
  std::shared_ptr<std::atomic<Demand>> demand;
  std::size_t in_flight = 0;
  RateLimiter pace;
  /// The server asked for a rest until then. What left before says nothing of what comes after.
  TimePoint rests_until = TimePoint::min();
  /// Rests in a row without being told how long.
  unsigned rests = 0;
  /// Where the host stands: in ready_ with this turn, or in gated_ until this time, or in neither.
  std::optional<std::uint64_t> ready_turn;
  std::optional<TimePoint> gated_until;
  /// What became of its exchanges, once there was one: thousands of hosts may have lines that wait.
  std::optional<HostBook::Page> page;
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

  /// The exchange leaves now: only this spends what the rates allow. A line that turns back
  /// instead costs nobody their turn.
  void leave();
  /// What came of the exchange, for the statistics of the host.
  void count(const Completion& completion);
  /// The same where nobody wants it any more.
  void count_given_up();

 private:
  friend class Scheduler;
  using Host = std::pair<const std::string, HostQueue>;
  HostSlot(Scheduler& scheduler, Host& host) : scheduler_(&scheduler), host_(&host) {}

  Scheduler* scheduler_;
  Host* host_;
};

/// Decides which line goes next: the first in turn whose host, and the whole, have room and may be
/// asked now. Where several runs wait for a host, they take turns. A host that has neither waiting
/// lines nor slots out is forgotten once nothing holds it back. Time passes only by advance().
class Scheduler {
 public:
  /// Whether the line may start, as far as its run is concerned.
  using MayStart = std::function<bool(const Job&)>;

  struct Limits {
    std::size_t concurrency = 100;
    /// 0 lifts that limit.
    std::size_t per_host = 10;
    /// Starts a second.
    std::optional<double> rate = {};
    std::optional<double> host_rate = {};
  };

  /// A line on its way; the slot is given back with it.
  struct Start {
    Job* job;
    HostSlot slot;
    /// For connections to its host, as it is at any time.
    std::shared_ptr<const std::atomic<Demand>> demand;
  };

  explicit Scheduler(const Limits& limits) : limits_(limits), rate_(limits.rate) {}

  /// Queues the job for the host of its hop, by its turn.
  void add(Job& job);

  /// The time of all that follows. Lines whose time has come by then may start.
  void advance(TimePoint now);
  /// The same, but what has become ready waits for advance(), and is due.
  void set_time(TimePoint now) noexcept { now_ = now; }

  /// The next line to start, of those that may; empty: all. It leaves, or its slot is given back,
  /// before this is asked again.
  std::optional<Start> next(const MayStart& may_start = {});
  /// When time alone can make a line ready that is not.
  TimePoint next_due() const noexcept;

  /// How long a host rests from now on, and whether it did not before.
  struct Rest {
    Duration left{0};
    bool begins = false;
  };
  /// The host has had enough, as the answer to an exchange that `left` then says: nothing is
  /// started there for as long as it `asked` for; where it did not say, for twice as long each
  /// time, up to a limit.
  Rest rest(const Origin& origin, TimePoint left, std::optional<Duration> asked,
            const RetryPolicy& policy);
  /// The host answers again to what `left` then.
  void rested(const Origin& origin, TimePoint left);

  /// It still does.
  bool rests(const Origin& origin, TimePoint now) const;

  /// What came of an exchange that had no slot, since its host could not be found.
  void count(const Origin& origin, const Completion& completion);
  /// What is known of each host, as Client::hosts tells it.
  std::vector<HostStatistics> hosts(TimePoint now) const;
  /// The same of one that is in use; empty: it is not.
  std::optional<HostStatistics> host(const std::string& origin, TimePoint now) const;
  /// The host with lines that wait whose rest ends first.
  std::optional<HostStatistics> next_rested(TimePoint now) const;

  /// Forgets all that waits of a run.
  void forget(const Run* run);
  /// The latest turn of those that have started: lines that come in with it are behind none of
  /// them.
  std::uint64_t turn() const noexcept { return turn_; }

  std::size_t waiting() const noexcept { return waiting_; }
  std::size_t in_flight() const noexcept { return in_flight_; }

 private:
  friend class HostSlot;
  using Hosts = std::unordered_map<std::string, HostQueue>;
  using Host = Hosts::value_type;

  Host& host_of(const Origin& origin);
  static HostStatistics statistics_of(const Host& host, TimePoint now);
  static Job* take_next(HostQueue& queue, const MayStart& may_start);
  void place(Host& host);
  void unplace(Host& host);
  void tell_demand(HostQueue& queue) const;
  void leave(Host& host);
  void release(Host& host) noexcept;

  Limits limits_;
  RateLimiter rate_;
  /// The rate was all that a line waited for when next() was asked. Its time may have come since,
  /// and passed.
  bool held_by_rate_ = false;
  TimePoint now_ = TimePoint::min();
  std::size_t in_flight_ = 0;
  std::size_t waiting_ = 0;
  std::uint64_t turn_ = 0;
  Hosts hosts_;
  HostBook book_{kHostsRemembered};
  /// Hosts with a waiting line that may start, by the turn of that line.
  std::set<std::pair<std::uint64_t, Host*>> ready_;
  /// Hosts that are held back until a time, with or without lines.
  std::set<std::pair<TimePoint, Host*>> gated_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_SCHEDULER_H_
