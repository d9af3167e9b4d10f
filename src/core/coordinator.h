#ifndef URLFAN_CORE_COORDINATOR_H_
#define URLFAN_CORE_COORDINATOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/core/event_wait.h"
#include "src/core/job.h"
#include "src/core/queues.h"
#include "src/core/random.h"
#include "src/core/run.h"
#include "urlfan/client_config.h"
#include "urlfan/clock.h"
#include "urlfan/host_statistics.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Decides what is fetched when, for any number of runs at once and one after the other. What they
/// share is here: connections (the transport's), names, limits, rates and rests of hosts. Owns no
/// thread; all of it is of the thread that calls round().
class Coordinator {
 public:
  /// All but `random` must outlive it, which spreads retries.
  Coordinator(ClientConfig config, Transport& transport, EventWait& waiting, const Clock& clock,
              Random random = seeded_random());
  Coordinator(const Coordinator&) = delete;
  Coordinator& operator=(const Coordinator&) = delete;
  ~Coordinator() = default;

  /// Carries it by round(), until it has ended. It stays the caller's, and must live until then.
  void carry(Run& run);
  /// No run is left.
  bool is_idle() const noexcept { return runs_.empty(); }

  /// What is known of each host, as Client::hosts tells it.
  std::vector<HostStatistics> hosts() const { return queues_.hosts(clock_.now()); }
  /// The host has asked to be left alone, and it still is.
  bool rests(const Origin& origin) const { return queues_.rests(origin, clock_.now()); }
  /// What is waited for just now. Looks at all that is in flight.
  Standstill standstill() const;

  /// Carries all runs a step further. Waits when there is nothing to do, at most for long enough
  /// that nothing is late.
  void round();

 private:
  /// An exchange that the transport has. Without a job: its run has given it up.
  using Flight = Scheduler::Start;

  bool must_end() const;
  bool may_go_on() const;
  bool end_some();
  void end(Run& run);
  void give_up_all(Run& run);
  void let_go(const Run& run) noexcept;
  void fail_all(const std::string& reason);

  bool pull();
  bool pull(Run& run);
  void take_in(Job& job);
  void fail_unreachable();
  void start_ready();
  void begin(Job& job) const;
  void launch(Queues::Start start);

  void look(TimePoint until);
  TimePoint wake_time() const;
  bool take_arrivals();
  void complete(Completion&& completion);
  void deal_with(Job& job, Completion&& completion);
  static std::optional<Error> turn(Job& job, Completion& completion);
  static std::optional<Error> go_on(Job& job, Completion& completion);
  void finish(Job& job, Completion&& completion);

  ClientConfig config_;
  Transport& transport_;
  EventWait& waiting_;
  const Clock& clock_;
  Random random_;

  /// In the order in which they came.
  std::vector<Run*> runs_;
  Queues queues_;
  /// By the ids of their exchanges. Their slots point into queues_, so they must go first.
  std::unordered_map<std::uint64_t, Flight> flights_;
  std::uint64_t next_id_ = 0;
  /// What is waited for; kept for its memory.
  std::vector<int> descriptors_;
  /// When descriptors were last looked at.
  TimePoint looked_;
};

}  // namespace urlfan

#endif  // URLFAN_CORE_COORDINATOR_H_
