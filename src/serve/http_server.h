#ifndef URLFAN_SERVE_HTTP_SERVER_H_
#define URLFAN_SERVE_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <memory>

#include "src/base/descriptor.h"
#include "src/serve/http_exchange.h"
#include "urlfan/clock.h"

namespace urlfan {

struct HttpLimits {
  std::size_t body = std::size_t{16} << 20U;
  /// At once; the others wait until one has gone.
  unsigned connections = 4096;
  /// A client has so long for a request to be there: for its head since the connection came or had
  /// its last answer, and once more for its body.
  Duration request = std::chrono::seconds(60);
  /// An answer of which a client takes nothing for so long is cut.
  std::chrono::seconds stall{60};
};

/// Serves HTTP/1.1 from a socket that listens, in the thread of its owner and without one of its
/// own: who owns it listens to wait_fd(), and calls go_on() when that is readable, or due() has
/// come.
class HttpServer {
 public:
  /// All but the limits must outlive it. Throws ServeError.
  HttpServer(Descriptor listening, const HttpLimits& limits, HttpHandler& handler,
             const Clock& clock);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Whoever is still here is cut.
  ~HttpServer();

  int wait_fd() const noexcept;
  TimePoint due() const noexcept;
  void go_on();

  /// Nobody comes in any more, and each connection ends with its next answer.
  void stop_accepting();

  std::size_t connections() const noexcept;
  /// Of which a request is being read or answered.
  std::size_t under_way() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_HTTP_SERVER_H_
