#ifndef URLFAN_NET_CONNECTING_SOCKET_H_
#define URLFAN_NET_CONNECTING_SOCKET_H_

#include <string>

#include "src/base/descriptor.h"
#include "src/net/address.h"

namespace urlfan {

/// A TCP socket on its way to `address`, as libcurl would have made it: it does not block, sends
/// small segments at once, and leaves by `interface` (as in ClientConfig; empty: any). A socket
/// of -1, and errno, when that fails at once.
Descriptor connect_to_address(const Address& address, const std::string& interface);

/// What became of a connect().
enum class ConnectState { waiting, connected, failed };

/// Without taking the socket's error from it, which is kept for whoever asks by SO_ERROR.
ConnectState connect_state(int fd) noexcept;

/// Why it failed. Takes that from the socket.
int take_connect_error(int fd) noexcept;

}  // namespace urlfan

#endif  // URLFAN_NET_CONNECTING_SOCKET_H_
