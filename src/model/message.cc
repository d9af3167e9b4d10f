#include "src/model/message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/did_you_mean.h"
#include "src/base/text.h"

namespace urlfan {
namespace {

/// The registry of RFC 9110, section 16.1, without what is not for a request of ours (CONNECT, PRI,
/// *); and what caches are told by.
constexpr std::array<std::string_view, 40> kMethods{"GET",
                                                    "HEAD",
                                                    "POST",
                                                    "PUT",
                                                    "DELETE",
                                                    "PATCH",
                                                    "OPTIONS",
                                                    "TRACE",
                                                    "PURGE",
                                                    "BAN",
                                                    "ACL",
                                                    "BASELINE-CONTROL",
                                                    "BIND",
                                                    "CHECKIN",
                                                    "CHECKOUT",
                                                    "COPY",
                                                    "LABEL",
                                                    "LINK",
                                                    "LOCK",
                                                    "MERGE",
                                                    "MKACTIVITY",
                                                    "MKCALENDAR",
                                                    "MKCOL",
                                                    "MKREDIRECTREF",
                                                    "MKWORKSPACE",
                                                    "MOVE",
                                                    "ORDERPATCH",
                                                    "PROPFIND",
                                                    "PROPPATCH",
                                                    "QUERY",
                                                    "REBIND",
                                                    "REPORT",
                                                    "SEARCH",
                                                    "UNBIND",
                                                    "UNCHECKOUT",
                                                    "UNLINK",
                                                    "UNLOCK",
                                                    "UPDATE",
                                                    "UPDATEREDIRECTREF",
                                                    "VERSION-CONTROL"};

bool is_refused(char c) { return is_control(c) && c != '\t'; }

}  // namespace

bool is_method(std::string_view token) noexcept {
  return std::find(kMethods.begin(), kMethods.end(), token) != kMethods.end();
}

bool may_have_body(std::string_view method) noexcept {
  return method != "HEAD" && method != "TRACE";
}

std::string nearest_method(std::string_view token) {
  return is_method(token) ? std::string() : did_you_mean(token, kMethods);
}

std::optional<std::string> refuse_method(std::string_view method) {
  if (is_method(method)) return {};
  const std::string shown = excerpt(method, 40);
  const bool token = std::all_of(method.begin(), method.end(), is_token_character);
  if (method.empty() || !token || method == "CONNECT") {
    return "method cannot be sent: \"" + shown + "\"; expected one such as GET, PROPFIND or PURGE";
  }
  const std::string nearest = nearest_method(method);
  if (nearest.empty()) return {};
  return "method is unknown: " + shown + "; did you mean " + nearest +
         "? expected a registered method, PURGE, BAN, or one of your own that is like none of them";
}

std::optional<std::string> refuse_body(const std::string& method) {
  if (may_have_body(method)) return {};
  return std::string("a ") + method + " request has no body; expected another method";
}

std::optional<std::string> refuse_header_name(std::string_view name) {
  if (!name.empty() && std::all_of(name.begin(), name.end(), is_token_character)) return {};
  // Behind a blank may be a value, and that a secret.
  return std::string("\"").append(excerpt(name.substr(0, name.find(' ')), 40)) +
         "\" is not the name of a header; expected one such as Content-Type";
}

std::optional<std::string> refuse_header_value(std::string_view key, const std::string& name,
                                               std::string_view value) {
  if (std::none_of(value.begin(), value.end(), is_refused)) return {};
  return std::string(key) + " has a value for " + name +
         " with a control character in it; expected plain text";
}

std::optional<std::string> put_header(Message& message, std::string_view key, Field header) {
  if (auto why = refuse_header_name(header.name)) return why;
  const std::string name = lower_case(header.name);
  if (name == "content-length" || name == "transfer-encoding") {
    return std::string(key) + " cannot be " + name +
           "; expected a header that does not say how long the body is";
  }
  if (header.value) {
    if (auto why = refuse_header_value(key, name, *header.value)) return why;
    // What stands around a value is not part of it (RFC 9110, section 5.5).
    header.value = std::string(without_blanks(*header.value));
  }
  if (name != "cookie") {
    message.headers.push_back(std::move(header));
  } else if (message.cookies && !message.cookies->empty() && header.value) {
    *message.cookies += "; " + *header.value;
  } else {
    message.cookies = header.value.value_or("");
  }
  return {};
}

}  // namespace urlfan
