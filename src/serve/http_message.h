#ifndef URLFAN_SERVE_HTTP_MESSAGE_H_
#define URLFAN_SERVE_HTTP_MESSAGE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urlfan {

/// What a client asks.
struct HttpRequest {
  /// In its own case.
  std::string method;
  /// Without the query, decoded.
  std::string path;
  /// Decoded, in their order.
  std::vector<std::pair<std::string, std::string>> query = {};
  /// Names in lower case.
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};

  /// The first of this name, in lower case; null: there is none.
  const std::string* header(std::string_view name) const noexcept { return find(headers, name); }
  const std::string* parameter(std::string_view name) const noexcept { return find(query, name); }

 private:
  static const std::string* find(const std::vector<std::pair<std::string, std::string>>& all,
                                 std::string_view name) noexcept {
    for (const auto& [key, value] : all) {
      if (key == name) return &value;
    }
    return nullptr;
  }
};

/// A body that is made while it is sent, as fast as its reader takes it.
class BodyStream {
 public:
  enum class Next {
    /// `piece` has some of it.
    piece,
    /// There is nothing yet; HttpExchange::wake() says that there may be.
    wait,
    end,
    /// There is more that cannot be had: the connection is cut, so that nobody takes it for the
    /// end.
    broken
  };

  BodyStream() = default;
  BodyStream(const BodyStream&) = delete;
  BodyStream& operator=(const BodyStream&) = delete;
  virtual ~BodyStream() = default;
  /// Sets `piece`, which is empty, to what comes next. Never blocks.
  virtual Next next(std::string& piece) = 0;
};

/// What a client gets.
struct HttpAnswer {
  int status = 200;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  /// In place of `body`.
  std::unique_ptr<BodyStream> stream = {};
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_HTTP_MESSAGE_H_
