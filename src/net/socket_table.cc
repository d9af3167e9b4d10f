#include "src/net/socket_table.h"

#include <sys/epoll.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

namespace urlfan {

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

void SocketTable::opened(int fd) {
  entry(fd) = Entry{};
  entry(fd).announces_end = true;
}

void SocketTable::closing(int fd) noexcept {
  // close() takes the socket out of epoll by itself.
  if (static_cast<std::size_t>(fd) < entries_.size()) entries_[static_cast<std::size_t>(fd)] = {};
}

void SocketTable::want(int fd, std::uint32_t events, std::uint32_t owner) {
  Entry& socket = entry(fd);
  socket.wanted = events;
  socket.owner = owner;
  if (events == 0) {
    // libcurl closes the pipes to its resolver threads without a word, so they cannot stay.
    if (!socket.announces_end) remove(fd, socket);
    return;
  }
  if (socket.registered == events) return;
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  const int operation = socket.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(epoll_.get(), operation, fd, &event) == 0) {
    socket.registered = events;
  } else {
    socket.registered = 0;  // the transfer will end by its timeout
  }
}

std::uint32_t SocketTable::owner_of_event(int fd) {
  Entry& socket = entry(fd);
  if (socket.wanted != 0) return socket.owner;
  remove(fd, socket);
  return kNobody;
}

SocketTable::Entry& SocketTable::entry(int fd) {
  const auto slot = static_cast<std::size_t>(fd);
  if (slot >= entries_.size()) entries_.resize(slot + 1);
  return entries_[slot];
}

void SocketTable::remove(int fd, Entry& entry) noexcept {
  if (entry.registered != 0) epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  entry.registered = 0;
}

}  // namespace urlfan
