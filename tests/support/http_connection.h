#ifndef URLFAN_TESTS_SUPPORT_HTTP_CONNECTION_H_
#define URLFAN_TESTS_SUPPORT_HTTP_CONNECTION_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/descriptor.h"

namespace urlfan {

/// What a server answered.
struct HttpReply {
  int status = 0;
  /// By their names in lower case.
  std::map<std::string, std::string> headers;
  std::string body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

/// A connection to a server of HTTP/1.1, with as little between as can be.
class HttpConnection {
 public:
  /// At a port of 127.0.0.1, or a socket of the file system. Throws where nobody listens.
  explicit HttpConnection(int port);
  explicit HttpConnection(const std::string& socket);

  /// As much as the server takes within ten seconds; whether that is all.
  bool send(std::string_view text) const;
  /// The next answer; empty where there comes no whole one within `seconds`.
  std::optional<HttpReply> reply(int seconds = 30);
  /// The head of the next answer and what there is of its body by then, once that has `bytes`.
  std::string some(std::size_t bytes);
  /// What there is of answers by now, without waiting.
  const std::string& there();
  /// Whether the server hangs up within `seconds`.
  bool is_closed(int seconds = 30);
  void close() { fd_ = Descriptor(-1); }

 private:
  bool read_more(int seconds);
  bool read_line(std::string& line, int seconds);
  bool read_bytes(std::size_t count, std::string& to, int seconds);
  bool read_chunks(std::string& to, int seconds);

  Descriptor fd_;
  std::string read_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_HTTP_CONNECTION_H_
