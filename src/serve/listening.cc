#include "src/serve/listening.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "src/base/units.h"
#include "src/serve/serve_error.h"

namespace urlfan {
namespace {

constexpr int kBacklog = 1024;

std::string reason(int number) { return std::generic_category().message(number); }

/// The socket API takes all kinds of addresses by one type.
const sockaddr* any(const void* address) { return static_cast<const sockaddr*>(address); }

Descriptor make_socket(int family) {
  Descriptor made(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.get() < 0) throw ServeError("cannot make a socket: " + reason(errno));
  return made;
}

std::uint16_t port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(fd, static_cast<sockaddr*>(static_cast<void*>(&address)), &size) != 0) return 0;
  sockaddr_in facts{};
  // The port is at the same place in both families.
  std::memcpy(&facts, &address, sizeof facts);
  return ntohs(facts.sin_port);
}

void bind_and_listen(const Descriptor& socket, const void* address, socklen_t size,
                     const std::string& where) {
  if (bind(socket.get(), any(address), size) != 0 || listen(socket.get(), kBacklog) != 0) {
    throw ServeError(where + ": cannot listen there: " + reason(errno) +
                     (errno == EADDRINUSE ? "; --listen takes another port" : ""));
  }
}

sockaddr_un socket_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw ServeError("--unix " + path + ": the path is too long for a socket; expected at most " +
                     std::to_string(sizeof address.sun_path - 1) + " bytes");
  }
  std::memcpy(static_cast<void*>(address.sun_path), path.data(), path.size());
  return address;
}

/// What a server has left that was killed; what is no socket, or has somebody behind it, stays.
void remove_stale(const std::string& path, const sockaddr_un& address) {
  struct stat facts {};
  if (lstat(path.c_str(), &facts) != 0 || !S_ISSOCK(facts.st_mode)) return;
  const Descriptor probe = make_socket(AF_UNIX);
  if (connect(probe.get(), any(&address), sizeof address) == 0 || errno == EAGAIN) {
    throw ServeError("--unix " + path + ": somebody listens there already");
  }
  if (errno == ECONNREFUSED) unlink(path.c_str());
}

}  // namespace

Listening listen_at_address(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  const auto port = static_cast<std::uint16_t>(parse_count(text.substr(colon + 1)).value_or(0));
  const bool is_v6 = host.starts_with('[');
  Descriptor socket = make_socket(is_v6 ? AF_INET6 : AF_INET);
  const int on = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const std::string where = "--listen " + text;
  if (is_v6) {
    setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address.sin6_addr);
    bind_and_listen(socket, &address, sizeof address, where);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    bind_and_listen(socket, &address, sizeof address, where);
  }
  std::string name = "http://" + host + ":" + std::to_string(port_of(socket.get()));
  return {.socket = std::move(socket), .name = std::move(name)};
}

Listening listen_at_socket(const std::string& path) {
  const sockaddr_un address = socket_address(path);
  remove_stale(path, address);
  Descriptor socket = make_socket(AF_UNIX);
  // From the first moment on: who connects before a chmod would be in.
  const mode_t before = umask(0177);
  const auto restore = [before] { umask(before); };
  try {
    bind_and_listen(socket, &address, sizeof address, "--unix " + path);
  } catch (const ServeError&) {
    restore();
    throw;
  }
  restore();
  return {.socket = std::move(socket), .name = "unix:" + path};
}

}  // namespace urlfan
