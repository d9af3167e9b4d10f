#ifndef URLFAN_NET_ADDRESS_H_
#define URLFAN_NET_ADDRESS_H_

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace urlfan {

/// Where a connection can go to, as the system takes it.
struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): sockaddr is made for it
    return reinterpret_cast<const sockaddr*>(&storage);
  }
  int family() const noexcept { return storage.ss_family; }
  void set_port(std::uint16_t port) noexcept;
  std::uint16_t port() const noexcept;
};

/// The other end of a connection; nothing: there is none any more.
std::optional<Address> peer_of(int fd) noexcept;

/// Whether both are the same address, on whatever port.
bool same_host(const Address& left, const Address& right) noexcept;

/// The address without its port, and with the interface that a link-local one is on:
/// "fe80::1%eth0".
std::string to_text(const Address& address);

/// The same, as it stands in a list of addresses: in brackets when it is one of IPv6.
std::string to_list_text(const Address& address);

/// Those of a list with commas, as in Lookup. What is no address is left out.
std::vector<Address> parse_addresses(std::string_view list);

}  // namespace urlfan

#endif  // URLFAN_NET_ADDRESS_H_
