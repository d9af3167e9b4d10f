#ifndef URLFAN_NET_ADDRESS_RACE_H_
#define URLFAN_NET_ADDRESS_RACE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/descriptor.h"
#include "src/net/address.h"
#include "src/net/race_course.h"
#include "urlfan/clock.h"

namespace urlfan {

/// The addresses of one name, on the way to a connection (RFC 8305): the next one is tried when the
/// last was silent for a while, and at once when it failed; what connects first is taken. libcurl
/// knows of one socket alone, its own, for the first address. The others are sockets of ours; the
/// one that wins, or has to stand in for libcurl's when that failed, gets its number.
///
/// Of one transfer, used again for attempt after attempt. The table of sockets remembers its
/// address while a connection is being made, so it neither moves nor copies. The loop's thread
/// alone.
class AddressRace {
 public:
  explicit AddressRace(RaceCourse& course) : course_(course) {}
  AddressRace(const AddressRace&) = delete;
  AddressRace& operator=(const AddressRace&) = delete;
  ~AddressRace() { end(); }

  /// Ends what was, and takes the addresses of a name, as in Lookup; empty: they are libcurl's
  /// affair. Both must stay until the next call.
  void set_out(std::string_view name, std::string_view addresses);
  bool has_addresses() const noexcept { return !addresses_.empty(); }

  /// The address that libcurl's next socket is for. Null: all have failed, or none is allowed.
  const Address* next(std::uint16_t port);
  /// libcurl got that socket. Without next(), it has an address of libcurl's own.
  void opened(int fd, TimePoint now);
  /// The connect() to that address failed at once.
  void failed(int error);
  /// Whether libcurl should try again, with a new socket: there are addresses left.
  bool has_next() const noexcept { return !connected_at_ && next_ < candidates_.size(); }

  /// An event of libcurl's socket or of one of ours. True: libcurl is to be told of an event of its
  /// socket, fd().
  bool on_event(int fd, std::uint32_t events, TimePoint now);
  /// The addresses so far have been silent for long enough.
  void on_time(TimePoint now);
  /// Gives up what is under way. Before the transfer leaves its multi.
  void end() noexcept;

  int fd() const noexcept { return fd_; }
  /// Tells one connection that is being made from the next.
  std::uint64_t number() const noexcept { return number_; }
  /// When the connection was there, before any TLS.
  const std::optional<TimePoint>& connected_at() const noexcept { return connected_at_; }
  /// The address that answered, or the last that libcurl's socket was for; null: libcurl's affair.
  const Address* peer() const noexcept;
  /// errno that tells most about why all failed; 0: not known here.
  int error() const noexcept;
  /// Those that were tried, for a message; empty when there was but one.
  std::string tried() const;
  /// The last address that this run must not connect to, and why; empty: another could be tried.
  const std::string& blocked() const noexcept { return blocked_; }

 private:
  struct Candidate {
    Address address;
    int error = 0;
  };
  /// A socket of ours.
  struct Own {
    Descriptor socket;
    std::size_t candidate;
  };

  void line_up(std::uint16_t port);
  bool on_own_event(std::vector<Own>::iterator own, TimePoint now);
  bool on_main_event(std::uint32_t events, TimePoint now);
  bool start_next(TimePoint now);
  bool replace(TimePoint now);
  bool put_in_place(Own& own);
  void won(TimePoint now);
  void drop(std::vector<Own>::iterator own) noexcept;

  RaceCourse& course_;
  std::string_view name_;
  std::string_view addresses_;
  /// In the order of trying; made when the first socket is opened, since most attempts need none.
  std::vector<Candidate> candidates_;
  std::size_t next_ = 0;
  /// libcurl's socket, and what it is for.
  int fd_ = -1;
  std::size_t current_ = 0;
  std::vector<Own> own_;
  std::uint64_t number_ = 0;
  std::optional<TimePoint> connected_at_;
  std::string blocked_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_ADDRESS_RACE_H_
