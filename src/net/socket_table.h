#ifndef URLFAN_NET_SOCKET_TABLE_H_
#define URLFAN_NET_SOCKET_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/base/descriptor.h"

namespace urlfan {

class AddressRace;

/// The two ends of a connection as libcurl tells them: for one connection always in the same words,
/// and without any for a socket of the file system.
struct ConnectionEnds {
  std::string_view local_ip;
  std::string_view remote_ip;
  int local_port = 0;
  int remote_port = 0;
};

/// Whether a connection has nothing to read, and not come to its end.
bool is_quiet(int fd) noexcept;

/// What an epoll watches for libcurl, and what is known of each connection. A socket stays
/// registered when libcurl wants nothing of it for a while, which saves two system calls a request;
/// an event that nobody wants then (the server closes an idle connection) takes it out. One thread
/// only.
class SocketTable {
 public:
  /// Throws std::system_error when there is no descriptor left.
  SocketTable();

  int epoll_fd() const noexcept { return epoll_.get(); }

  /// Reports `fd` (not libcurl's) as readable for ever.
  void watch_always(int fd);

  /// From the open-socket callback: this fd is a connection, and its end will be announced.
  /// `opener` is whoever asked for it; one of the file system is `nameless`.
  void opened(int fd, const void* opener = nullptr, bool nameless = false);
  /// From the close-socket callback, before the close.
  void closing(int fd) noexcept;
  /// libcurl is called once more; all that it reads now is of this turn.
  void next_turn() noexcept { ++turn_; }
  const std::uint64_t& turn() const noexcept { return turn_; }

  /// Connections that libcurl wants nothing of, but for how many of them there may be.
  std::size_t idle() const noexcept { return idle_; }
  void bound_idle(std::size_t most) noexcept { most_idle_ = most; }
  bool may_keep_one_more() const noexcept { return idle_ < most_idle_; }

  /// From the multi's socket callback: `owner` wants `events` (EPOLLIN, EPOLLOUT; 0 for none).
  void want(int fd, std::uint32_t events, std::uint32_t owner);

  /// Who waits for this event; nobody: it is stale, and `fd` is out of epoll now.
  static constexpr std::uint32_t kNobody = UINT32_MAX;
  std::uint32_t owner_of_event(int fd);

  /// A connection that is about to carry a request.
  struct Use {
    /// -1: it is not known which.
    int fd = -1;
    /// Of this connection; 0 for one that was made for this request.
    std::uint32_t uses_before = 0;
  };
  /// From the callback before a request is sent: counts the use. `own` are the sockets that
  /// `opener` has opened for its exchange, some of which may have been closed since.
  Use use(const ConnectionEnds& ends, const void* opener, const std::vector<int>& own);
  /// Sockets of the file system have no ends to know them by: whether none of those that are idle
  /// has got something to read, or its end. Those that have will not be used again.
  bool nameless_are_quiet();

  // For connections that are not made yet.

  /// Until `fd` is settled, or is not libcurl's or its multi's any more, its events are for `race`
  /// first.
  void connecting(int fd, AddressRace& race) { entry(fd).race = &race; }
  /// Who is to hear of events of `fd` first; may be null.
  AddressRace* race(int fd) const noexcept {
    const auto slot = static_cast<std::size_t>(fd);
    return slot < entries_.size() ? entries_[slot].race : nullptr;
  }
  /// Nobody but the owner any more.
  void settled(int fd) { entry(fd).race = nullptr; }
  /// Another socket is behind this number now: it is put into epoll as the one before was.
  void replaced(int fd);
  /// Whether that ever happened to this connection: libcurl may not know whom it has reached.
  bool was_replaced(int fd) const noexcept {
    const auto slot = static_cast<std::size_t>(fd);
    return slot < entries_.size() && entries_[slot].replaced;
  }
  /// Reports a socket that is the race's own when its connect() has ended. False: it cannot.
  bool watch_connecting(int fd, AddressRace& race);
  /// Before such a socket goes, or takes another number.
  void unwatch(int fd) noexcept;

 private:
  struct Entry {
    std::uint32_t wanted = 0;
    std::uint32_t registered = 0;
    /// An event came that nobody wants.
    bool told = false;
    std::uint32_t owner = kNobody;
    bool announces_end = false;
    bool nameless = false;
    std::uint32_t uses = 0;
    /// Until the first use.
    const void* opener = nullptr;
    /// Since the first use: as libcurl told them. The longest is an address of IPv6 with its scope.
    std::uint32_t ports = 0;
    std::array<char, 64> local_ip{};
    std::array<char, 64> remote_ip{};
    AddressRace* race = nullptr;
    bool replaced = false;
  };

  Entry& entry(int fd);
  /// Out of epoll, if it is there.
  void remove(int fd, Entry& entry) noexcept;
  void take_out(int fd, Entry& entry) noexcept;
  int find_known(const ConnectionEnds& ends) const;
  int find_new(const ConnectionEnds& ends, const void* opener, const std::vector<int>& own) const;
  void know(int fd, const ConnectionEnds& ends);
  void forget(int fd) noexcept;

  Descriptor epoll_;
  std::vector<Entry> entries_;
  std::size_t idle_ = 0;
  std::size_t most_idle_ = SIZE_MAX;
  std::uint64_t turn_ = 0;
  /// By both ports.
  std::unordered_multimap<std::uint32_t, int> known_;
  /// Those that are open.
  std::vector<int> nameless_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_SOCKET_TABLE_H_
