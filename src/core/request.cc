#include "urlfan/request.h"

#include <algorithm>
#include <array>

namespace urlfan {
namespace {

// What stands unescaped in user information (RFC 3986, unreserved).
std::string percent_encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += {'%', hex[byte >> 4U], hex[byte & 0xFU]};
    }
  }
  return out;
}

}  // namespace

std::string Target::display_url() const {
  const auto authority = url.find("://");
  if (!credentials || authority == std::string::npos) return url;
  std::string shown = url;
  shown.insert(authority + 3, credentials->password ? percent_encode(credentials->user) + ":***@"
                                                    : std::string("***@"));
  return shown;
}

bool is_idempotent(std::string_view method) noexcept {
  constexpr std::array<std::string_view, 6> methods{"GET",    "HEAD",    "PUT",
                                                    "DELETE", "OPTIONS", "TRACE"};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

Request make_request(std::string_view url, const UrlDefaults& defaults) {
  Request request;
  auto target = parse_target(url, defaults);
  if (auto* error = std::get_if<Error>(&target)) {
    request.bad = std::move(*error);
  } else {
    request.target = std::move(std::get<Target>(target));
  }
  return request;
}

}  // namespace urlfan
