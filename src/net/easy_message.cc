#include "src/net/easy_message.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "src/net/easy_setup.h"
#include "src/text/text.h"

namespace urlfan {
namespace {

// With an empty body, a method other than these would go out without Content-Length: 0, which
// some servers answer with 411.
bool sends_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

/// The header of that name, if the message has one.
const Field* find_header(const Message* message, std::string_view name) {
  if (message == nullptr) return nullptr;
  const auto found =
      std::find_if(message->headers.begin(), message->headers.end(),
                   [name](const Field& header) { return lower_case(header.name) == name; });
  return found == message->headers.end() ? nullptr : &*found;
}

/// In libcurl's way of writing them: "Name:" leaves a header out, "Name;" is one without content.
std::string header_line(const Field& header) {
  if (!header.value) return header.name + ":";
  return header.value->empty() ? header.name + ";" : header.name + ": " + *header.value;
}

TextList make_headers(const Message* message, bool has_body) {
  TextList list;
  if (message != nullptr) {
    for (const auto& header : message->headers) append(list, header_line(header));
  }
  if (!has_body) return list;
  // libcurl would call any body a form, and wait a second for leave to send a large one.
  const std::string type = message != nullptr ? message->body_type : std::string();
  if (find_header(message, "content-type") == nullptr) {
    append(list, type.empty() ? "Content-Type:" : "Content-Type: " + type);
  }
  if (find_header(message, "expect") == nullptr) append(list, "Expect:");
  return list;
}

}  // namespace

void set_message(CURL* easy, const Attempt& attempt, TextList& headers) {
  const std::string& method = attempt.method;
  const Message* message = attempt.message.get();
  set_option(easy, CURLOPT_HTTPGET, 1L);  // also clears what HEAD and POST set
  set_option<const char*>(easy, CURLOPT_CUSTOMREQUEST, nullptr);
  const bool own_body = message != nullptr && message->body;
  const bool has_body = own_body || sends_body(method);
  if (method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1L);
  } else if (has_body) {
    set_option(easy, CURLOPT_POST, 1L);
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE,
               own_body ? static_cast<curl_off_t>(message->body->size()) : curl_off_t{0});
    set_option(easy, CURLOPT_POSTFIELDS, own_body ? message->body->data() : "");
    set_option(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  } else if (method != "GET") {
    set_option(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  TextList list = make_headers(message, has_body && method != "HEAD");
  set_option(easy, CURLOPT_HTTPHEADER, list.get());
  headers = std::move(list);
  const bool has_cookies = message != nullptr && message->cookies && !message->cookies->empty();
  set_option(easy, CURLOPT_COOKIE, has_cookies ? message->cookies->c_str() : nullptr);
  // A reused connection that dies makes libcurl send the request again: fine for a GET, not for
  // what must happen once.
  set_option(easy, CURLOPT_FRESH_CONNECT, is_idempotent(method) ? 0L : 1L);
}

}  // namespace urlfan
