#include "src/list/message_values.h"

#include <memory>
#include <unordered_set>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/model/line_problem.h"
#include "src/model/message.h"

namespace urlfan {

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
  if (auto why = put_header(message, key, std::move(header))) throw LineProblem{std::move(*why)};
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

}  // namespace urlfan
