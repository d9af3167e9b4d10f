#ifndef URLFAN_NET_SOCKET_TABLE_H_
#define URLFAN_NET_SOCKET_TABLE_H_

#include <cstdint>
#include <vector>

#include "src/net/descriptor.h"

namespace urlfan {

/// What an epoll watches for libcurl. A socket stays registered when libcurl wants nothing of it
/// for a while, which saves two system calls a request; an event that nobody wants then (the
/// server closes an idle connection) takes it out. One thread only.
class SocketTable {
 public:
  /// Throws std::system_error when there is no descriptor left.
  SocketTable();

  int epoll_fd() const noexcept { return epoll_.get(); }

  /// Reports `fd` (not libcurl's) as readable for ever.
  void watch_always(int fd);

  /// From the open-socket callback: this fd is a connection, and its end will be announced.
  void opened(int fd);
  /// From the close-socket callback, before the close.
  void closing(int fd) noexcept;
  /// From the multi's socket callback: `owner` wants `events` (EPOLLIN, EPOLLOUT; 0 for none).
  void want(int fd, std::uint32_t events, std::uint32_t owner);

  /// Who waits for this event; nobody: it is stale, and `fd` is out of epoll now.
  static constexpr std::uint32_t kNobody = UINT32_MAX;
  std::uint32_t owner_of_event(int fd);

 private:
  struct Entry {
    std::uint32_t wanted = 0;
    std::uint32_t registered = 0;
    std::uint32_t owner = kNobody;
    bool announces_end = false;
  };

  Entry& entry(int fd);
  void remove(int fd, Entry& entry) noexcept;

  Descriptor epoll_;
  std::vector<Entry> entries_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_SOCKET_TABLE_H_
