#include "src/net/connecting_socket.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace urlfan {
namespace {

struct InterfaceAddressesFree {
  void operator()(ifaddrs* all) const noexcept { freeifaddrs(all); }
};

/// An address of the interface that is of the same family as `to`; length 0: there is none.
Address address_of_interface(const std::string& name, const Address& to) {
  ifaddrs* found = nullptr;
  if (getifaddrs(&found) != 0) return {};
  const std::unique_ptr<ifaddrs, InterfaceAddressesFree> owned(found);
  for (const ifaddrs* each = found; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_name != name) continue;
    if (each->ifa_addr->sa_family != to.family()) continue;
    Address address;
    address.length = to.length;
    std::memcpy(&address.storage, each->ifa_addr, to.length);
    return address;
  }
  return {};
}

/// False, and errno, when the socket cannot leave by there.
bool leave_by(int fd, const std::string& interface, const Address& to) {
  if (interface.empty()) return true;
  const auto own = parse_addresses(interface);
  Address from = own.empty() ? Address{} : own.front();
  if (own.empty()) {
    // May need a privilege; the address of the interface does not.
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                   static_cast<socklen_t>(interface.size())) == 0) {
      return true;
    }
    from = address_of_interface(interface, to);
  }
  if (from.length != 0 && from.family() == to.family()) {
    return bind(fd, from.get(), from.length) == 0;
  }
  errno = EADDRNOTAVAIL;
  return false;
}

}  // namespace

Descriptor connect_to_address(const Address& address, const std::string& interface) {
  Descriptor fd(socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (fd.get() < 0) return fd;
  const int yes = 1;
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const bool under_way =
      leave_by(fd.get(), interface, address) &&
      (connect(fd.get(), address.get(), address.length) == 0 || errno == EINPROGRESS);
  if (under_way) return fd;
  const int error = errno;
  { const Descriptor closed(std::move(fd)); }
  errno = error;
  return Descriptor(-1);
}

ConnectState connect_state(int fd) noexcept {
  if (peer_of(fd)) return ConnectState::connected;
  pollfd trouble{fd, POLLOUT, 0};
  const bool failed =
      poll(&trouble, 1, 0) == 1 && (trouble.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
  return failed ? ConnectState::failed : ConnectState::waiting;
}

int take_connect_error(int fd) noexcept {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

}  // namespace urlfan
