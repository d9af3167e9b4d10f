#include "src/net/socket_table.h"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace urlfan {
namespace {

std::uint32_t both_ports(const ConnectionEnds& ends) {
  return static_cast<std::uint32_t>(ends.local_port) << 16U |
         (static_cast<std::uint32_t>(ends.remote_port) & 0xFFFFU);
}

template <std::size_t Size>
void copy(std::string_view text, std::array<char, Size>& to) {
  const auto length = std::min(text.size(), Size - 1);
  std::copy_n(text.begin(), length, to.begin());
  to.at(length) = '\0';
}

/// The port here, of a connection that stands; -1 where there is none.
int local_port(int fd) {
  sockaddr_in6 here{};  // the port stands where it does for IPv4
  socklen_t size = sizeof here;
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): sockaddr is made for it
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&here), &size) != 0) return -1;
  size = sizeof here;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size) != 0) return -1;
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  return here.sin6_family == AF_INET || here.sin6_family == AF_INET6 ? ntohs(here.sin6_port) : -1;
}

}  // namespace

bool is_quiet(int fd) noexcept {
  char byte = 0;
  return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

SocketTable::SocketTable() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_.get() < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

void SocketTable::watch_always(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

void SocketTable::opened(int fd, const void* opener, bool nameless) {
  forget(fd);
  Entry& socket = entry(fd);
  socket.announces_end = true;
  ++idle_;
  socket.opener = opener;
  socket.nameless = nameless;
  if (nameless) nameless_.push_back(fd);
}

void SocketTable::closing(int fd) noexcept {
  // close() takes the socket out of epoll by itself.
  forget(fd);
}

void SocketTable::want(int fd, std::uint32_t events, std::uint32_t owner) {
  Entry& socket = entry(fd);
  const bool was_idle = socket.wanted == 0;
  socket.wanted = events;
  socket.told = false;
  if (socket.announces_end && was_idle && events != 0) --idle_;
  if (socket.announces_end && !was_idle && events == 0) ++idle_;
  socket.owner = owner;
  if (events == 0) {
    socket.race = nullptr;
    // libcurl closes the pipes to its resolver threads without a word, so they cannot stay.
    if (!socket.announces_end) remove(fd, socket);
    // Nor does it say so of a connection that it gives up before it stands: the number may be
    // somebody else's by now, and what was closed is out of epoll.
    if (socket.announces_end && socket.uses == 0) forget(fd);
    return;
  }
  if (socket.registered == events) return;
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  const auto told = [&](int operation) {
    return epoll_ctl(epoll_.get(), operation, fd, &event) == 0;
  };
  // One that was thought to be closed may still be there.
  const bool watched = socket.registered == 0
                           ? told(EPOLL_CTL_ADD) || (errno == EEXIST && told(EPOLL_CTL_MOD))
                           : told(EPOLL_CTL_MOD);
  socket.registered = watched ? events : 0;  // else the transfer will end by its timeout
}

std::uint32_t SocketTable::owner_of_event(int fd) {
  Entry& socket = entry(fd);
  if (socket.wanted != 0) return socket.owner;
  // Of what is not watched an event may be left that epoll told before it was closed; the number
  // may be another's by now. What is told once more is still there.
  if (socket.registered != 0 || socket.told) take_out(fd, socket);
  socket.told = true;
  return kNobody;
}

SocketTable::Use SocketTable::use(const ConnectionEnds& ends, const void* opener,
                                  const std::vector<int>& own) {
  int fd = find_known(ends);
  if (fd < 0) {
    fd = find_new(ends, opener, own);
    if (fd < 0) return {};
    know(fd, ends);
  }
  return {.fd = fd, .uses_before = entry(fd).uses++};
}

int SocketTable::find_known(const ConnectionEnds& ends) const {
  const auto [first, last] = known_.equal_range(both_ports(ends));
  for (auto each = first; each != last; ++each) {
    const Entry& socket = entries_[static_cast<std::size_t>(each->second)];
    if (ends.local_ip == socket.local_ip.data() && ends.remote_ip == socket.remote_ip.data()) {
      return each->second;
    }
  }
  return -1;
}

/// Where connections are shared, another may be the first to use what somebody opened: then all are
/// looked at.
int SocketTable::find_new(const ConnectionEnds& ends, const void* opener,
                          const std::vector<int>& own) const {
  const auto fits = [&](int fd, bool from_opener) {
    const Entry& socket = entries_[static_cast<std::size_t>(fd)];
    if (!socket.announces_end || socket.uses != 0) return false;
    if (from_opener && socket.opener != opener) return false;
    return socket.nameless ? ends.local_port == 0 && from_opener
                           : local_port(fd) == ends.local_port;
  };
  for (const int fd : own) {
    if (fits(fd, true)) return fd;
  }
  for (std::size_t slot = 0; ends.local_port != 0 && slot < entries_.size(); ++slot) {
    if (fits(static_cast<int>(slot), false)) return static_cast<int>(slot);
  }
  return -1;
}

void SocketTable::know(int fd, const ConnectionEnds& ends) {
  Entry& socket = entry(fd);
  socket.opener = nullptr;
  if (socket.nameless) return;
  socket.ports = both_ports(ends);
  copy(ends.local_ip, socket.local_ip);
  copy(ends.remote_ip, socket.remote_ip);
  known_.emplace(socket.ports, fd);
}

void SocketTable::forget(int fd) noexcept {
  if (static_cast<std::size_t>(fd) >= entries_.size()) return;
  Entry& socket = entries_[static_cast<std::size_t>(fd)];
  if (socket.announces_end && socket.wanted == 0) --idle_;
  if (socket.nameless) std::erase(nameless_, fd);
  if (socket.ports != 0) {
    const auto [first, last] = known_.equal_range(socket.ports);
    const auto mine =
        std::find_if(first, last, [fd](const auto& each) { return each.second == fd; });
    if (mine != last) known_.erase(mine);
  }
  socket = {};
}

bool SocketTable::nameless_are_quiet() {
  bool quiet = true;
  for (const int fd : nameless_) {
    Entry& socket = entry(fd);
    if (socket.wanted != 0 || socket.uses == 0 || is_quiet(fd)) continue;
    quiet = false;
    // libcurl, which looks for the end of a connection alone, finds it there.
    std::array<char, 4096> rest{};
    while (recv(fd, rest.data(), rest.size(), MSG_DONTWAIT) > 0) {
    }
    shutdown(fd, SHUT_RDWR);
  }
  return quiet;
}

void SocketTable::replaced(int fd) {
  Entry& socket = entry(fd);
  socket.registered = 0;
  socket.replaced = true;
  if (socket.wanted != 0) want(fd, socket.wanted, socket.owner);
}

bool SocketTable::watch_connecting(int fd, AddressRace& race) {
  forget(fd);
  want(fd, EPOLLOUT, kNobody);
  if (entry(fd).registered == 0) return false;
  entry(fd).race = &race;
  return true;
}

void SocketTable::unwatch(int fd) noexcept {
  const auto slot = static_cast<std::size_t>(fd);
  if (slot >= entries_.size()) return;
  remove(fd, entries_[slot]);
  forget(fd);
}

SocketTable::Entry& SocketTable::entry(int fd) {
  const auto slot = static_cast<std::size_t>(fd);
  if (slot >= entries_.size()) entries_.resize(slot + 1);
  return entries_[slot];
}

void SocketTable::remove(int fd, Entry& entry) noexcept {
  if (entry.registered != 0) take_out(fd, entry);
}

void SocketTable::take_out(int fd, Entry& entry) noexcept {
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  entry.registered = 0;
}

}  // namespace urlfan
