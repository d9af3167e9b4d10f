#include "src/net/address_filter.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace urlfan {
namespace {

struct Range4 {
  std::uint32_t first;
  unsigned bits;
  std::string_view what;
};

constexpr std::uint32_t ip4(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24U | b << 16U | c << 8U | d;
}

// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast. The two anycast
// addresses in 192.0.0.0/24 that are public serve nobody with HTTP.
constexpr std::array kNotPublic4{
    Range4{ip4(0, 0, 0, 0), 8, "this network"},
    Range4{ip4(10, 0, 0, 0), 8, "private"},
    Range4{ip4(100, 64, 0, 0), 10, "shared by a provider's customers"},
    Range4{ip4(127, 0, 0, 0), 8, "loopback"},
    Range4{ip4(169, 254, 0, 0), 16, "link-local"},
    Range4{ip4(172, 16, 0, 0), 12, "private"},
    Range4{ip4(192, 0, 0, 0), 24, "for protocols"},
    Range4{ip4(192, 0, 2, 0), 24, "for documentation"},
    Range4{ip4(192, 88, 99, 0), 24, "6to4 relay"},
    Range4{ip4(192, 168, 0, 0), 16, "private"},
    Range4{ip4(198, 18, 0, 0), 15, "for benchmarks"},
    Range4{ip4(198, 51, 100, 0), 24, "for documentation"},
    Range4{ip4(203, 0, 113, 0), 24, "for documentation"},
    Range4{ip4(224, 0, 0, 0), 4, "multicast"},
    Range4{ip4(240, 0, 0, 0), 4, "reserved"},
};

struct Range6 {
  std::array<std::uint8_t, 16> first;
  unsigned bits;
  std::string_view what;
};

// https://www.iana.org/assignments/iana-ipv6-special-registry, and multicast. What is public at all
// lies in 2000::/3; the last range is all the rest.
constexpr std::array kNotPublic6{
    Range6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback"},
    Range6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96, "an IPv4 address, mapped"},
    Range6{{0, 0x64, 0xFF, 0x9B}, 96, "an IPv4 address, by NAT64"},
    Range6{{0, 0x64, 0xFF, 0x9B, 0, 1}, 48, "an IPv4 address, by NAT64"},
    Range6{{0x20, 0x01}, 23, "for protocols"},
    Range6{{0x20, 0x01, 0x0D, 0xB8}, 32, "for documentation"},
    Range6{{0x20, 0x02}, 16, "an IPv4 address, by 6to4"},
    Range6{{0x3F, 0xFF}, 20, "for documentation"},
    Range6{{0xFC}, 7, "unique local"},
    Range6{{0xFE, 0x80}, 10, "link-local"},
    Range6{{0xFE, 0xC0}, 10, "site-local"},
    Range6{{0xFF}, 8, "multicast"},
};

bool same_prefix(const std::uint8_t* left, const std::uint8_t* right, unsigned bits) {
  if (std::memcmp(left, right, bits / 8) != 0) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((left[bits / 8] ^ right[bits / 8]) >> (8 - rest)) == 0;
}

std::optional<std::string_view> why_not_public(std::uint32_t address) {
  for (const auto& range : kNotPublic4) {
    if ((address ^ range.first) >> (32 - range.bits) == 0) return range.what;
  }
  return {};
}

std::optional<std::string_view> why_not_public(const in6_addr& address) {
  const std::uint8_t* bytes = address.s6_addr;
  for (const auto& range : kNotPublic6) {
    if (same_prefix(bytes, range.first.data(), range.bits)) return range.what;
  }
  if (bytes[0] >> 5U != 1) return "reserved";
  return {};
}

}  // namespace

std::optional<std::string_view> why_not_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return why_not_public(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    return why_not_public(in.sin6_addr);
  }
  return "not an address of the internet";
}

std::optional<std::string_view> why_not_public(const std::string& address) {
  in_addr in4{};
  if (inet_pton(AF_INET, address.c_str(), &in4) == 1) return why_not_public(ntohl(in4.s_addr));
  in6_addr in6{};
  // A link-local address may have its interface behind it: fe80::1%eth0
  const std::string plain = address.substr(0, address.find('%'));
  if (inet_pton(AF_INET6, plain.c_str(), &in6) == 1) return why_not_public(in6);
  return "not an address of the internet";
}

}  // namespace urlfan
