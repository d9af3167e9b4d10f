#include "src/net/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <cstring>

namespace urlfan {
namespace {

template <typename Kind>
Kind as(const Address& address) noexcept {
  Kind kind{};
  std::memcpy(&kind, &address.storage, sizeof kind);
  return kind;
}

template <typename Kind>
Address make(const Kind& kind) noexcept {
  Address address;
  std::memcpy(&address.storage, &kind, sizeof kind);
  address.length = sizeof kind;
  return address;
}

/// An interface by its name, or by its number.
std::uint32_t scope_of(const std::string& interface) {
  if (const unsigned index = if_nametoindex(interface.c_str()); index != 0) return index;
  std::uint32_t number = 0;
  std::from_chars(interface.data(), interface.data() + interface.size(), number);
  return number;
}

std::string scope_text(std::uint32_t scope) {
  std::array<char, IF_NAMESIZE> name{};
  if (if_indextoname(scope, name.data()) != nullptr) return name.data();
  return std::to_string(scope);
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const auto percent = text.find('%');
  const std::string bare(text.substr(0, percent));
  sockaddr_in in4{};
  in4.sin_family = AF_INET;
  if (inet_pton(AF_INET, bare.c_str(), &in4.sin_addr) == 1) return make(in4);
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  if (inet_pton(AF_INET6, bare.c_str(), &in6.sin6_addr) != 1) return {};
  if (percent != std::string_view::npos) {
    in6.sin6_scope_id = scope_of(std::string(text.substr(percent + 1)));
  }
  return make(in6);
}

}  // namespace

void Address::set_port(std::uint16_t port) noexcept {
  // Where the port stands is the same for both families.
  auto in = as<sockaddr_in>(*this);
  in.sin_port = htons(port);
  std::memcpy(&storage, &in, sizeof in);
}

std::uint16_t Address::port() const noexcept { return ntohs(as<sockaddr_in>(*this).sin_port); }

std::optional<Address> peer_of(int fd) noexcept {
  Address peer;
  peer.length = sizeof peer.storage;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): sockaddr is made for it
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer.storage), &peer.length) != 0) return {};
  return peer;
}

bool same_host(const Address& left, const Address& right) noexcept {
  if (left.family() != right.family()) return false;
  if (left.family() == AF_INET) {
    return as<sockaddr_in>(left).sin_addr.s_addr == as<sockaddr_in>(right).sin_addr.s_addr;
  }
  const auto one = as<sockaddr_in6>(left);
  const auto other = as<sockaddr_in6>(right);
  return std::memcmp(&one.sin6_addr, &other.sin6_addr, sizeof one.sin6_addr) == 0 &&
         one.sin6_scope_id == other.sin6_scope_id;
}

std::string to_text(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.family() == AF_INET) {
    const auto in = as<sockaddr_in>(address);
    inet_ntop(AF_INET, &in.sin_addr, text.data(), text.size());
    return text.data();
  }
  if (address.family() != AF_INET6) return {};
  const auto in = as<sockaddr_in6>(address);
  inet_ntop(AF_INET6, &in.sin6_addr, text.data(), text.size());
  std::string all = text.data();
  if (in.sin6_scope_id != 0) all.append("%").append(scope_text(in.sin6_scope_id));
  return all;
}

std::string to_list_text(const Address& address) {
  if (address.family() == AF_INET) return to_text(address);
  // Not a sum: GCC 12 warns of what it makes of one at -O3.
  return std::string("[").append(to_text(address)).append("]");
}

std::vector<Address> parse_addresses(std::string_view list) {
  std::vector<Address> all;
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (const auto address = parse_address(list.substr(0, comma))) all.push_back(*address);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return all;
}

}  // namespace urlfan
