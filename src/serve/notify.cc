#include "src/serve/notify.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "src/base/descriptor.h"
#include "src/base/environment.h"

namespace urlfan {

void notify_manager(std::string_view state) {
  const std::string path = environment_variable("NOTIFY_SOCKET").value_or("");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const bool is_known = path.starts_with('/') || path.starts_with('@');
  if (!is_known || path.size() >= sizeof address.sun_path) return;
  std::memcpy(static_cast<void*>(address.sun_path), path.data(), path.size());
  // An abstract socket, which has no file.
  if (path.front() == '@') address.sun_path[0] = '\0';
  const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return;
  sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
         static_cast<const sockaddr*>(static_cast<const void*>(&address)),
         static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size()));
}

}  // namespace urlfan
