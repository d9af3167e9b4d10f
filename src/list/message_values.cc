#include "src/list/message_values.h"

#include <algorithm>
#include <memory>
#include <unordered_set>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/list/check_values.h"
#include "src/list/line_problem.h"

namespace urlfan {
namespace {

bool is_refused(char c) { return is_control(c) && c != '\t'; }

}  // namespace

Field header_field(std::string_view key, std::string_view text) {
  const auto end = text.find_first_of(":;");
  if (end == std::string_view::npos) {
    throw LineProblem{std::string(key) + " has no colon; expected \"Name: value\""};
  }
  Field header{.name = std::string(text.substr(0, end)), .value = {}};
  const auto value = without_blanks(text.substr(end + 1));
  if (text[end] == ';') {
    if (!value.empty()) {
      throw LineProblem{std::string(key) + " has no colon; expected \"Name: value\""};
    }
    header.value = "";
  } else if (!value.empty()) {
    header.value = value;
  }
  return header;
}

void add_header(Message& message, std::string_view key, Field header) {
  const std::string name = header_name(header.name);
  if (name == "content-length" || name == "transfer-encoding") {
    throw LineProblem{std::string(key) + " cannot be " + name +
                      "; expected a header that does not say how long the body is"};
  }
  // Not the value: it can be a secret.
  if (header.value && std::any_of(header.value->begin(), header.value->end(), is_refused)) {
    throw LineProblem{std::string(key) + " has a value for " + name +
                      " with a control character in it; expected plain text"};
  }
  // What stands around a value is not part of it (RFC 9110, section 5.5).
  if (header.value) header.value = std::string(without_blanks(*header.value));
  if (name != "cookie") {
    message.headers.push_back(std::move(header));
  } else if (message.cookies && !message.cookies->empty() && header.value) {
    *message.cookies += "; " + *header.value;
  } else {
    message.cookies = header.value.value_or("");
  }
}

MessagePtr with_defaults(const MessagePtr& own, const MessagePtr& defaults) {
  if (!own) return defaults;
  if (!defaults) return own;
  auto both = std::make_shared<Message>(*own);
  // A line can have thousands.
  std::unordered_set<std::string> said;
  if (!defaults->headers.empty()) {
    for (const auto& header : own->headers) said.insert(lower_case(header.name));
  }
  for (const auto& header : defaults->headers) {
    if (!said.contains(lower_case(header.name))) both->headers.push_back(header);
  }
  if (!own->cookies) both->cookies = defaults->cookies;
  if (!own->body) {
    both->body = defaults->body;
    both->body_type = defaults->body_type;
  }
  both->credentials = defaults->credentials;
  return both;
}

MessagePtr without_body(const MessagePtr& message) {
  if (!message || !message->body) return message;
  auto rest = std::make_shared<Message>(*message);
  rest->body.reset();
  rest->body_type.clear();
  return rest;
}

bool may_have_body(std::string_view method) noexcept {
  return method != "HEAD" && method != "TRACE";
}

}  // namespace urlfan
