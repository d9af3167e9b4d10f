#ifndef URLFAN_SERVE_HTTP_EXCHANGE_H_
#define URLFAN_SERVE_HTTP_EXCHANGE_H_

#include <functional>
#include <memory>

#include "src/serve/http_message.h"

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
  /// Called with each answer that goes out, whoever made it. The request is empty where it could
  /// not be read, so that libmicrohttpd itself refused it.
  virtual void answers(const HttpRequest& /*request*/, int /*status*/) {}
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_HTTP_EXCHANGE_H_
