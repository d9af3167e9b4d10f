#ifndef URLFAN_SERVE_HTTP_SERVER_H_
#define URLFAN_SERVE_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "src/base/descriptor.h"
#include "src/serve/http_message.h"
#include "urlfan/clock.h"

namespace urlfan {

/// A request and its answer, which may come later. Lives as long as somebody has it; where its
/// client has gone, all that is done to it is for nothing.
class HttpExchange {
 public:
  HttpExchange() = default;
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;
  virtual ~HttpExchange() = default;

  virtual const HttpRequest& request() const noexcept = 0;
  /// Once.
  virtual void answer(HttpAnswer answer) = 0;
  /// The stream of the answer may have more by now.
  virtual void wake() noexcept = 0;
  /// Called once, unless all of the answer has been sent by then, as soon as it is known that the
  /// client is not there any more.
  virtual void when_gone(std::function<void()> gone) = 0;
};

/// What a server does with requests. What it throws becomes a problem with status 500.
class HttpHandler {
 public:
  HttpHandler() = default;
  HttpHandler(const HttpHandler&) = delete;
  HttpHandler& operator=(const HttpHandler&) = delete;
  virtual ~HttpHandler() = default;

  /// By the head alone, before anything of a body is read: an answer that there is already.
  virtual std::unique_ptr<HttpAnswer> refuse(const HttpRequest& head) = 0;
  /// The whole request.
  virtual void handle(const std::shared_ptr<HttpExchange>& exchange) = 0;
  /// Called with each answer that goes out, whoever made it.
  virtual void answers(const HttpRequest& /*request*/, int /*status*/) {}
};

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
