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
#include "src/base/did_you_mean.h"
#include "src/base/json_numbers.h"
#include "src/base/text.h"
#include "src/check/kinds.h"
#include "src/list/line_checks.h"
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

constexpr const char* kChecks = "checks";

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

Condition header_check_of(const std::string& name, const Json& value) {
  const std::string key = "expect.headers." + excerpt(name, 40);
  if (value.is_string()) return header_check({.key = key, .name = name, .value = text(key, value)});
  const auto matches = object(key, value).find("matches");
  if (matches == value.end() || value.size() != 1) {
    expected(key, "a string or {\"matches\": REGEX}");
  }
  return header_check(
      {.key = key, .name = name, .op = Operator::matches, .value = text(key, *matches)});
}

/// `path` leads to it. `names` has what is known one by one, `known` as a sentence lists it.
[[noreturn]] void refuse_unknown_key(const std::string& path, std::string_view key,
                                     const std::vector<std::string_view>& names,
                                     const std::string& known) {
  throw LineProblem{"unknown key \"" + excerpt(path, 40) + "\"; " + suggestion(key, names) +
                    "expected " + known};
}

/// A text, or the digits of a number.
std::string text_or_digits(const std::string& key, const Json& value, const JsonNumbers& numbers) {
  return value.is_string() ? text(key, value) : digits(key, value, numbers);
}

/// Conditions, which `expect` has for = alone.
template <typename Kind>
void add_conditions(const Kind& kind, Checks& checks, const std::string& path, const Json& value,
                    const JsonNumbers& numbers) {
  auto& place = checks.*kind.place;
  const auto add = [&](std::string_view name, const std::string& wanted) {
    place.push_back(kind.read({.key = path, .name = name, .value = wanted}));
  };
  if (kind.place == &Checks::headers) {
    for (const auto& [name, wanted] : object(path, value).items()) {
      place.push_back(header_check_of(name, wanted));
    }
  } else if (kind.place == &Checks::json) {
    for (const auto& [pointer, wanted] : object(path, value).items()) {
      place.push_back({.name = json_pointer(pointer), .value = json_text(wanted, numbers)});
    }
  } else if (kind.is_named()) {
    for (const auto& [name, wanted] : object(path, value).items()) {
      add(name, text_or_digits(path, wanted, numbers));
    }
  } else if (kind.operators == kOfText) {
    for (const auto& each : texts(path, value)) add("", each);
  } else {
    add("", text_or_digits(path, value, numbers));
  }
}

/// What a check is made of says how JSON has it.
template <typename Kind>
void add_check(const Kind& kind, Checks& checks, const std::string& path, const Json& value,
               const JsonNumbers& numbers) {
  auto& place = checks.*kind.place;
  using Value = typename Kind::Value;
  if constexpr (Kind::kMany) {
    add_conditions(kind, checks, path, value, numbers);
  } else if constexpr (std::is_same_v<Value, Duration>) {
    place = milliseconds(path, value, numbers);
  } else if constexpr (std::is_integral_v<Value>) {
    place = kind.read(path, digits(path, value, numbers));
  } else if constexpr (std::is_same_v<Value, StatusSet>) {
    place = kind.read(path, text_or_digits(path, value, numbers));
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
  std::vector<std::string_view> names;
  for_each_check_kind([&names](const auto& kind) { names.push_back(kind.member); });
  refuse_unknown_key(path, key, names,
                     check_names([](const auto& kind) { return kind.member; }) + " in expect");
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

void apply_key(Request& request, Checks& checks, const std::string& key, const Json& value,
               const JsonNumbers& numbers) {
  if (apply_to_message(request, key, value, numbers)) return;
  if (key == "method") {
    const std::string& method = text(key, value);
    if (auto why = refuse_method(method)) throw LineProblem{std::move(*why)};
    request.method = method;
  } else if (key == "name") {
    const std::string& name = plain_text(key, value);
    if (name.empty()) throw LineProblem{"name is empty; expected a text"};
    request.name = name;
  } else if (key == "timeout_ms") {
    request.timeout = milliseconds(key, value, numbers);
  } else if (key == "connect_timeout_ms") {
    request.connect_timeout = milliseconds(key, value, numbers);
  } else if (key == "retries") {
    request.retries = retries_value(key, digits(key, value, numbers));
  } else if (key == "follow") {
    if (!value.is_boolean()) expected(key, "true or false");
    request.follow_redirects = value.get<bool>();
  } else if (key == "expect") {
    for (const auto& [name, wanted] : object(key, value).items()) {
      apply_check(checks, name, wanted, numbers);
    }
  } else if (key != kChecks) {
    refuse_unknown_key(
        key, key,
        {"url", "method", "headers", "body", "body_base64", "name", "timeout_ms",
         "connect_timeout_ms", "retries", "follow", "expect", "checks"},
        "url, method, headers, body, body_base64, name, timeout_ms, connect_timeout_ms, "
        "retries, follow, expect or checks");
  }
}

/// As in a text line, each a text of its own: what a variable holds is no part of their grammar, so
/// it is filled in while they are read.
void apply_checks(Checks& checks, const Json& value, const Variables& variables) {
  for (const auto& each : texts(std::string(kChecks), value)) {
    add_whole_check(checks, each, variables);
  }
}

/// With variables filled in, in all strings; a key is never one.
// NOLINTNEXTLINE(misc-no-recursion): no deeper than kDeepestInLine
Json filled_in(Json value, const Variables& variables) {
  if (value.is_string()) {
    value = fill_in(value.get_ref<const std::string&>(), variables);
  } else if (value.is_structured()) {
    for (auto& each : value) each = filled_in(std::move(each), variables);
  }
  return value;
}

/// Whether a bad line is known again by it: the body says which method it has.
bool tells_identity(std::string_view key) {
  return key == "name" || key == "method" || key == "body" || key == "body_base64";
}

}  // namespace

void parse_json_fields(const Json& fields, const JsonNumbers& numbers, const LineRules& rules,
                       Request& request, Checks& checks) {
  if (!fields.is_object()) throw LineProblem{"not an object; expected one JSON object a line"};
  FirstProblem problem;
  problem.watch([&] {
    const auto url = fields.find("url");
    if (url == fields.end()) throw LineProblem{"no url; expected {\"url\": ...}"};
    request.target = target_of(plain_text("url", filled_in(*url, rules.variables)), rules);
  });
  for (const auto& [key, value] : fields.items()) {
    if (key == "url" || key == kChecks || (problem.found() && !tells_identity(key))) continue;
    problem.watch([&, &key = key, &value = value] {
      apply_key(request, checks, key, filled_in(value, rules.variables), numbers);
    });
  }
  if (const auto texts = fields.find(kChecks); texts != fields.end() && !problem.found()) {
    problem.watch([&] { apply_checks(checks, *texts, rules.variables); });
  }
  problem.raise();
}

void parse_json_line(std::string_view line, const LineRules& rules, Request& request,
                     Checks& checks) {
  const JsonNumbers numbers(line);
  parse_json_fields(parse_strictly(numbers), numbers, rules, request, checks);
}

}  // namespace urlfan
