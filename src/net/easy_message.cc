#include "src/net/easy_message.h"

#include <string>
#include <utility>

#include "src/net/easy_values.h"

namespace urlfan {
namespace {

/// The lists of two parts as one.
TextList joined(TextList start, TextList rest) {
  if (!start) return rest;
  auto* last = start.get();
  while (last->next != nullptr) last = last->next;
  last->next = rest.release();
  return start;
}

/// In time that grows with their number: libcurl looks for the end of a list at each append.
TextList own_headers(const Message& message) {
  TextList list;
  // NOLINTNEXTLINE(modernize-loop-convert): clang 14 cannot read the views of libstdc++
  for (auto header = message.headers.rbegin(); header != message.headers.rend(); ++header) {
    TextList one;
    append(one, header_line(*header));
    one->next = list.release();
    list = std::move(one);
  }
  return list;
}

TextList other_headers(const Message* message, bool asks_for_codings, bool has_body) {
  TextList list;
  static const Message nothing;
  const Message& said = message != nullptr ? *message : nothing;
  if (asks_for_codings && !said.has_header("accept-encoding")) {
    append(list, "Accept-Encoding: gzip, deflate, br, zstd");
  }
  if (!has_body) return list;
  // libcurl would call any body a form, and wait a second for leave to send a large one.
  if (!said.has_header("content-type")) {
    append(list, said.body_type.empty() ? "Content-Type:" : "Content-Type: " + said.body_type);
  }
  if (!said.has_header("expect")) append(list, "Expect:");
  return list;
}

TextList make_headers(const Message* message, bool asks_for_codings, bool has_body) {
  TextList others = other_headers(message, asks_for_codings, has_body);
  return message == nullptr ? std::move(others) : joined(own_headers(*message), std::move(others));
}

}  // namespace

void set_message(CURL* easy, const ClientConfig& config, const Attempt& attempt,
                 TextList& headers) {
  const std::string& method = attempt.method;
  const Message* message = attempt.message.get();
  set_option(easy, CURLOPT_HTTPGET, 1L);  // also clears what HEAD and POST set
  set_option<const char*>(easy, CURLOPT_CUSTOMREQUEST, nullptr);
  const bool own_body = message != nullptr && message->body;
  const bool has_body = own_body || always_tells_length(method);
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
  TextList list = make_headers(message, config.compressed, has_body && method != "HEAD");
  set_option(easy, CURLOPT_HTTPHEADER, list.get());
  headers = std::move(list);
  const bool has_cookies = message != nullptr && message->cookies && !message->cookies->empty();
  set_option(easy, CURLOPT_COOKIE, has_cookies ? message->cookies->c_str() : nullptr);
  // A reused connection that dies makes libcurl send the request again: fine for a GET, not for
  // what must happen once.
  set_option(easy, CURLOPT_FRESH_CONNECT, is_idempotent(method) ? 0L : 1L);
}

}  // namespace urlfan
