#ifndef URLFAN_SERVE_LISTENING_H_
#define URLFAN_SERVE_LISTENING_H_

#include <string>

#include "src/base/descriptor.h"

namespace urlfan {

/// A socket that listens.
struct Listening {
  Descriptor socket;
  /// Where that is, for people: "http://127.0.0.1:8080", "unix:/run/urlfan.sock".
  std::string name;
};

/// At ADDRESS:PORT, with brackets around one of IPv6. Throws ServeError.
Listening listen_at_address(const std::string& text);

/// At a socket of the file system that is its owner's alone. One that nobody listens at any more is
/// replaced. Throws ServeError.
Listening listen_at_socket(const std::string& path);

}  // namespace urlfan

#endif  // URLFAN_SERVE_LISTENING_H_
