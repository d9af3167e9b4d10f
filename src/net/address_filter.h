#ifndef URLFAN_NET_ADDRESS_FILTER_H_
#define URLFAN_NET_ADDRESS_FILTER_H_

#include <sys/socket.h>

#include <optional>
#include <string>
#include <string_view>

namespace urlfan {

/// What an address is for when it is not for the public internet, such as "loopback", by the
/// special-purpose registries of IANA (RFC 6890). Also for what is mapped or tunnelled, where
/// another address lies hidden in this one, and for everything that is no IP address.
std::optional<std::string_view> why_not_public(const sockaddr& address);

/// The same for an address in text; what is none is not public.
std::optional<std::string_view> why_not_public(const std::string& address);

}  // namespace urlfan

#endif  // URLFAN_NET_ADDRESS_FILTER_H_
