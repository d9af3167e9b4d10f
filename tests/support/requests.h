#ifndef URLFAN_TESTS_SUPPORT_REQUESTS_H_
#define URLFAN_TESTS_SUPPORT_REQUESTS_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "urlfan/clock.h"
#include "urlfan/request.h"

namespace urlfan {

inline Duration ms(std::int64_t count) { return std::chrono::milliseconds(count); }

/// A target cut out of `[scheme://][user[:password]@]name[:port][/path]`, without libcurl.
inline Target target(std::string_view url) {
  Target result;
  const auto scheme_end = url.find("://");
  const std::string scheme(scheme_end == std::string_view::npos ? "http"
                                                                : url.substr(0, scheme_end));
  std::string_view rest = scheme_end == std::string_view::npos ? url : url.substr(scheme_end + 3);
  const auto path = std::min(rest.find('/'), rest.size());
  if (const auto at = rest.substr(0, path).find('@'); at != std::string_view::npos) {
    const auto user = rest.substr(0, at);
    const auto colon = user.find(':');
    result.credentials = Credentials{.user = std::string(user.substr(0, colon)), .password = {}};
    if (colon != std::string_view::npos) {
      result.credentials->password = std::string(user.substr(colon + 1));
    }
    rest.remove_prefix(at + 1);
  }
  const std::string authority(rest.substr(0, rest.find('/')));
  result.url = scheme + "://" + std::string(rest);
  const auto colon =
      authority.find(':', authority.find(']') == std::string::npos ? 0 : authority.find(']'));
  const bool has_port = colon != std::string::npos;
  const int standard = scheme == "https" ? 443 : 80;
  result.origin = {
      scheme, authority.substr(0, colon),
      static_cast<std::uint16_t>(has_port ? std::stoi(authority.substr(colon + 1)) : standard)};
  return result;
}

/// For parsers of lists: takes any text for a URL but two kinds.
inline std::variant<Target, Error> any_url(std::string_view text) {
  if (text.starts_with("bad")) {
    return make_error(ErrorCode::invalid_input, "not a URL; expected one");
  }
  if (text.starts_with("ftp:")) {
    return make_error(ErrorCode::unsupported_scheme, "not supported; expected http");
  }
  return Target{.url = std::string(text), .origin = {}, .credentials = {}};
}

inline Request request(std::string_view url) {
  Request result;
  result.target = target(url);
  return result;
}

/// The checks of a request, to be changed: it has its own from now on.
inline Checks& own_checks(Request& request) {
  auto own = std::make_shared<Checks>(request.expected());
  request.checks = own;
  return *own;
}

/// The body of a message.
inline std::shared_ptr<const std::string> body_of(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

/// A line that could not be read.
inline Request bad_request(std::string message = "not a URL") {
  Request result;
  result.method.clear();
  result.bad = make_error(ErrorCode::invalid_input, std::move(message));
  return result;
}

/// `count` requests to one host, each with a path of its own: its number, from `first` on.
inline std::vector<Request> requests_to(std::string_view host, int count, int first = 0) {
  std::vector<Request> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(request("http://" + std::string(host) + "/" + std::to_string(first + i)));
  }
  return all;
}

inline std::vector<Request> join(std::vector<Request> left, std::vector<Request> right) {
  std::move(right.begin(), right.end(), std::back_inserter(left));
  return left;
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_REQUESTS_H_
