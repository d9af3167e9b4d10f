#ifndef URLFAN_NET_LOOP_H_
#define URLFAN_NET_LOOP_H_

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "src/base/wakeup.h"
#include "src/net/authorities.h"
#include "src/net/body_store.h"
#include "src/net/gathering.h"
#include "src/net/multi.h"
#include "src/net/outbox.h"
#include "src/net/placement.h"
#include "src/net/race_course.h"
#include "src/net/remainders.h"
#include "src/net/socket_table.h"
#include "src/net/transfer.h"
#include "urlfan/transport.h"

namespace urlfan {

/// One thread that moves bytes: an epoll over a few curl multis. It decides nothing; it carries
/// each attempt to a completion, and gives up all of them when it is destroyed.
class Loop {
 public:
  /// What a loop may keep.
  struct Limits {
    /// Bytes of bodies.
    std::size_t held = 0;
    /// Connections that carry nothing.
    std::size_t idle = 0;
  };

  /// All must outlive the loop; `number` is its own in the outbox.
  Loop(const ClientConfig& config, AuthorityStore& authorities, Outbox& outbox, std::size_t number,
       const Limits& limits);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  /// From the coordinator's thread: hands over a batch, and leaves it empty.
  void submit(std::vector<Attempt>& batch);
  /// From the coordinator's thread: their completions come soon, as failures. Those that are not
  /// here are none.
  void cancel(const std::vector<std::uint64_t>& ids);
  /// Of bodies that are kept. Any thread.
  std::size_t held_bytes() const noexcept { return store_.bytes(); }
  /// From the coordinator's thread: so much of the bodies that came is dealt with.
  void dealt_with(std::size_t bytes) noexcept;
  /// The same: so much of them waits there.
  void set_backlog(std::size_t bytes) noexcept;

 private:
  // --- shared with the coordinator ---
  std::mutex inbox_mutex_;
  std::vector<Attempt> inbox_;
  std::vector<std::uint64_t> cancelled_;
  Wakeup bell_;
  std::atomic<bool> stop_{false};
  BodyStore store_;

  // --- of the loop's thread alone ---
  void run() noexcept;
  void run_rounds();
  void start_some();
  void take_inbox();
  void give_up(const std::vector<std::uint64_t>& ids);
  bool carry_events(int milliseconds);
  void hand_over();
  void start(Attempt&& attempt);
  void refuse(Transfer& transfer, std::uint64_t id, Error error);
  void carry_event(int fd, std::uint32_t events);
  void fire_timers();
  void collect_done(Multi& multi);
  void start_again(Multi& multi, Transfer& transfer, bool (Transfer::*prepare)(TimePoint));
  void release_waiting();
  Completion& finish(Multi& multi, Transfer& transfer, CURLcode code);
  void end_stalled();
  void end_remainders(TimePoint now);
  void resume_waiting();
  int wait_milliseconds();
  Multi& multi_for(const Placement::Seat& seat);
  void add_multi();
  Transfer& idle_transfer();

  const ClientConfig& config_;
  Outbox& outbox_;
  const std::size_t number_;
  Authorities authorities_;
  ConnectionSharing sharing_;
  // In this order, for their end: multis close their sockets through the table, and let go of
  // the transfers.
  SocketTable sockets_;
  RaceCourse course_;
  Remainders remainders_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::vector<Transfer*> idle_;
  /// libcurl walks lists that grow with a multi, so there are several when much is in flight.
  std::vector<std::unique_ptr<Multi>> multis_;
  /// How many of them hosts begin in.
  std::size_t homes_ = 1;
  Placement placement_;
  std::size_t active_ = 0;
  /// When to look again for transfers in which nothing moves.
  TimePoint next_look_;
  std::array<epoll_event, 256> events_{};
  /// Taken from the inbox; so many of them are started.
  std::vector<Attempt> arrived_;
  std::size_t started_ = 0;
  Gathering done_;

  std::thread thread_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_LOOP_H_
