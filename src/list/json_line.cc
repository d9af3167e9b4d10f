#include "src/list/json_line.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "src/base/ascii.h"
#include "src/base/json_numbers.h"
#include "src/base/text.h"
#include "src/check/kinds.h"
#include "src/list/message_values.h"
#include "src/list/strict_json.h"
#include "src/list/variables.h"
#include "src/model/line_problem.h"
#include "src/model/message.h"

namespace urlfan {
namespace {

// In the order of the line: a body is sent as it is written. Its numbers are indexes of a
// JsonNumbers, which goes along as `numbers`.
using Json = nlohmann::ordered_json;

[[noreturn]] void expected(const std::string& key, const char* what) {
  throw LineProblem{key + " is not valid; expected " + what};
}

const std::string& text(const std::string& key, const Json& value) {
  if (!value.is_string()) expected(key, "a string");
  return value.get_ref<const std::string&>();
}

/// Of one line: a NUL would end a URL early, and a line end would break a report.
const std::string& plain_text(const std::string& key, const Json& value) {
  const std::string& content = text(key, value);
  const bool control = std::any_of(content.begin(), content.end(), is_control);
  if (control) throw LineProblem{key + " has a control character in it; expected plain text"};
  return content;
}

std::string_view written(const Json& number, const JsonNumbers& numbers) {
  return numbers.at(number.get<std::size_t>());
}

Duration milliseconds(const std::string& key, const Json& value, const JsonNumbers& numbers) {
  constexpr double thousand_hours = 3.6e9;
  double count = 0;
  if (value.is_number()) {
    const auto text = written(value, numbers);
    std::from_chars(text.data(), text.data() + text.size(), count);  // 0 for what no double holds
  }
  const Duration duration(count > 0 && count < thousand_hours ? std::llround(count * 1e3) : 0);
  if (duration <= Duration(0)) {
    expected(key, "a number of milliseconds, more than zero and less than a thousand hours");
  }
  return duration;
}

/// The digits of a whole number, as the values of text lists are read.
std::string digits(const std::string& key, const Json& value, const JsonNumbers& numbers) {
  if (!value.is_number()) expected(key, "a whole number");
  const auto text = written(value, numbers);
  if (text.find_first_of(".eE") != std::string_view::npos) expected(key, "a whole number");
  return std::string(text);
}

/// With the digits that its numbers came with.
std::string json_text(const Json& value, const JsonNumbers& numbers) {
  return numbers.put_back(value.dump());
}

/// One string, or an array of them.
std::vector<std::string> texts(const std::string& key, const Json& value) {
  if (!value.is_array()) return {text(key, value)};
  if (value.empty()) throw LineProblem{key + " is empty; expected something in it"};
  std::vector<std::string> all;
  for (const auto& each : value) all.push_back(text(key, each));
  return all;
}

const Json& object(std::string_view key, const Json& value) {
  if (!value.is_object()) expected(std::string(key), "an object");
  if (value.empty()) throw LineProblem{std::string(key) + " is empty; expected something in it"};
  return value;
}

HeaderCheck header_check_of(const std::string& name, const Json& value) {
  const std::string key = "expect.headers." + excerpt(name, 40);
  if (value.is_string()) {
    return {.name = header_name(name), .value = header_value(key, text(key, value))};
  }
  const auto matches = object(key, value).find("matches");
  if (matches == value.end() || value.size() != 1) {
    expected(key, "a string or {\"matches\": REGEX}");
  }
  return {.name = header_name(name), .value = pattern_value(key, text(key, *matches))};
}

[[noreturn]] void unknown_key(const std::string& key, const std::string& known) {
  throw LineProblem{"unknown key \"" + excerpt(key, 40) + "\"; expected " + known};
}

/// What a check is made of says how JSON has it.
template <typename Kind>
void add_check(const Kind& kind, Checks& checks, const std::string& path, const Json& value,
               const JsonNumbers& numbers) {
  auto& place = checks.*kind.place;
  using Value = typename Kind::Value;
  if constexpr (std::is_same_v<Value, HeaderCheck>) {
    for (const auto& [name, wanted] : object(path, value).items()) {
      place.push_back(header_check_of(name, wanted));
    }
  } else if constexpr (std::is_same_v<Value, JsonCheck>) {
    for (const auto& [pointer, wanted] : object(path, value).items()) {
      place.push_back(json_check(pointer, json_text(wanted, numbers)));
    }
  } else if constexpr (std::is_same_v<Value, Duration>) {
    place = milliseconds(path, value, numbers);
  } else if constexpr (std::is_integral_v<Value>) {
    place = kind.read(path, digits(path, value, numbers));
  } else if constexpr (std::is_same_v<Value, StatusSet>) {
    place = kind.read(path, value.is_string() ? text(path, value) : digits(path, value, numbers));
  } else if constexpr (Kind::kMany) {
    for (const auto& each : texts(path, value)) place.push_back(kind.read(path, each));
  } else {
    place = kind.read(path, text(path, value));
  }
}

void apply_check(Checks& checks, const std::string& key, const Json& value,
                 const JsonNumbers& numbers) {
  const std::string path = "expect." + key;
  const bool known = any_check_kind([&](const auto& kind) {
    if (key != kind.member) return false;
    add_check(kind, checks, path, value, numbers);
    return true;
  });
  if (known) return;
  unknown_key(path, check_names([](const auto& kind) { return kind.member; }) + " in expect");
}

/// null: a header of this name that would be sent otherwise is left out.
void apply_headers(Message& message, const Json& headers) {
  for (const auto& [name, value] : object("headers", headers).items()) {
    const std::string key = "headers." + excerpt(name, 40);
    if (value.is_null()) {
      add_header(message, key, {.name = name, .value = {}});
      continue;
    }
    if (!value.is_string() && !value.is_array())
      expected(key, "a string, an array of them or null");
    for (auto& each : texts(key, value)) {
      add_header(message, key, {.name = name, .value = std::move(each)});
    }
  }
}

/// A string as it is, any other value as JSON.
void apply_body(Message& message, const Json& value, const JsonNumbers& numbers) {
  if (value.is_string()) {
    message.body = std::make_shared<const std::string>(value.get_ref<const std::string&>());
  } else {
    message.body = std::make_shared<const std::string>(json_text(value, numbers));
    message.body_type = "application/json";
  }
}

void apply_base64(Message& message, const std::string& key, const Json& value) {
  auto bytes = from_base64(text(key, value));
  if (!bytes) expected(key, "base64 (RFC 4648, section 4)");
  message.body = std::make_shared<const std::string>(std::move(*bytes));
}

/// False when the key is none of a message.
bool apply_to_message(Request& request, const std::string& key, const Json& value,
                      const JsonNumbers& numbers) {
  if (key != "headers" && key != "body" && key != "body_base64") return false;
  auto message =
      request.message ? std::make_shared<Message>(*request.message) : std::make_shared<Message>();
  if (key == "headers") {
    apply_headers(*message, value);
  } else if (message->body) {
    throw LineProblem{"body and body_base64 stand both; expected one of them"};
  } else if (key == "body") {
    apply_body(*message, value, numbers);
  } else {
    apply_base64(*message, key, value);
  }
  request.message = std::move(message);
  return true;
}

void apply_key(Request& request, const std::string& key, const Json& value,
               const JsonNumbers& numbers) {
  if (key == "url" || apply_to_message(request, key, value, numbers)) return;
  if (key == "method") {
    request.method = text(key, value);
    if (auto why = refuse_method(request.method)) throw LineProblem{std::move(*why)};
  } else if (key == "name") {
    request.name = plain_text(key, value);
    if (request.name->empty()) throw LineProblem{"name is empty; expected a text"};
  } else if (key == "timeout_ms") {
    request.timeout = milliseconds(key, value, numbers);
  } else if (key == "connect_timeout_ms") {
    request.connect_timeout = milliseconds(key, value, numbers);
  } else if (key == "retries") {
    request.retries = retries_value(key, digits(key, value, numbers));
  } else if (key == "expect") {
    for (const auto& [name, wanted] : object(key, value).items()) {
      apply_check(request.checks, name, wanted, numbers);
    }
  } else {
    unknown_key(key,
                "url, method, headers, body, body_base64, name, timeout_ms, connect_timeout_ms, "
                "retries or expect");
  }
}

/// Fills variables in, in all strings; a key is never one.
// NOLINTNEXTLINE(misc-no-recursion): no deeper than kDeepestInLine
void fill_in_all(Json& value, const Variables& variables) {
  if (value.is_string()) {
    value = fill_in(value.get_ref<const std::string&>(), variables);
  } else if (value.is_structured()) {
    for (auto& each : value) fill_in_all(each, variables);
  }
}

}  // namespace

Request parse_json_line(std::string_view line, const LineRules& rules) {
  const JsonNumbers numbers(line);
  Json fields = parse_strictly(numbers);
  if (!fields.is_object()) throw LineProblem{"not an object; expected one JSON object a line"};
  fill_in_all(fields, rules.variables);
  const auto url = fields.find("url");
  if (url == fields.end()) throw LineProblem{"no url; expected {\"url\": ...}"};
  auto target = rules.parse_url(plain_text("url", *url));
  if (const auto* error = std::get_if<Error>(&target)) {
    throw LineProblem{error->message, error->code};
  }
  Request request;
  request.method.clear();
  request.target = std::move(std::get<Target>(target));
  for (const auto& [key, value] : fields.items()) apply_key(request, key, value, numbers);
  return request;
}

}  // namespace urlfan
