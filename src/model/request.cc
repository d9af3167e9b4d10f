#include "urlfan/request.h"

#include <algorithm>
#include <array>

#include "src/base/text.h"
#include "src/model/message.h"

namespace urlfan {

std::string Target::display_url() const {
  const auto authority = url.find("://");
  if (!credentials || authority == std::string::npos) return url;
  std::string shown = url;
  shown.insert(authority + 3, credentials->is_token()
                                  ? std::string("***@")
                                  : percent_encode(credentials->user) + ":***@");
  return shown;
}

const Checks& Request::expected() const noexcept {
  static const Checks any_success;
  return checks ? *checks : any_success;
}

bool is_idempotent(std::string_view method) noexcept {
  constexpr std::array<std::string_view, 5> others{"POST", "PATCH", "LOCK", "PURGE", "BAN"};
  return is_method(method) && std::find(others.begin(), others.end(), method) == others.end();
}

bool always_tells_length(std::string_view method) noexcept {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool Message::has_header(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [name](const Field& header) { return lower_case(header.name) == name; });
}

std::string header_line(const Field& header) {
  if (!header.value) return header.name + ":";
  return header.value->empty() ? header.name + ";" : header.name + ": " + *header.value;
}

bool may_leave_host(std::string_view header_name) {
  constexpr std::array<std::string_view, 24> harmless{"accept",
                                                      "accept-charset",
                                                      "accept-encoding",
                                                      "accept-language",
                                                      "cache-control",
                                                      "connection",
                                                      "content-encoding",
                                                      "content-language",
                                                      "content-type",
                                                      "date",
                                                      "dnt",
                                                      "expect",
                                                      "if-match",
                                                      "if-modified-since",
                                                      "if-none-match",
                                                      "if-range",
                                                      "if-unmodified-since",
                                                      "max-forwards",
                                                      "pragma",
                                                      "prefer",
                                                      "range",
                                                      "te",
                                                      "upgrade-insecure-requests",
                                                      "user-agent"};
  return std::find(harmless.begin(), harmless.end(), lower_case(header_name)) != harmless.end();
}

}  // namespace urlfan
