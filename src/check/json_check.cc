#include "src/check/json_check.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/json_numbers.h"
#include "src/base/shallow_json.h"
#include "src/base/text.h"
#include "src/check/bench.h"
#include "src/check/body_checks.h"
#include "src/check/exchange_checks.h"
#include "src/check/json_body.h"
#include "src/check/operators.h"
#include "src/check/surroundings.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

using Json = nlohmann::json;

bool is_json(std::string_view text) {
  try {
    static_cast<void>(parse_indexed(JsonNumbers(text), kDeepestInLine));
    return true;
  } catch (const TooDeep& error) {
    throw LineProblem{std::string("a value of JSON is ") + error.what() +
                      "; expected one that is not"};
  } catch (const Json::exception&) {
    return false;
  }
}

bool is_number(std::string_view text) {
  return !text.empty() && (is_digit(text.front()) || text.front() == '-') && is_json(text);
}

/// The JSON text that a value stands for.
std::string json_value(std::string_view value, bool quoted) {
  const bool structured = value.starts_with('{') || value.starts_with('[');
  if ((quoted && !structured) || !is_json(value)) return Json(value).dump();
  // Outputs have it as it is, on their one line. In JSON a line end is a blank.
  std::string line(value);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

/// For what may have been a path of jq or JSONPath: user.name, .user[0], $.user. Empty if not.
std::string pointer_for_path(std::string_view path) {
  if (path.starts_with('$')) path.remove_prefix(1);
  if (path.empty() || path.front() == '/') return {};
  std::string pointer;
  bool in_index = false;
  for (const char c : path) {
    const bool is_plain = is_digit(c) || is_letter(c) || c == '_' || c == '-';
    if (c == '.' || c == '[') {
      in_index = c == '[';
      if (!pointer.ends_with('/')) pointer += '/';
    } else if (is_plain) {
      if (pointer.empty()) pointer += '/';
      pointer += c;
    } else if (c != ']' || !in_index) {
      return {};
    }
  }
  return pointer.ends_with('/') ? std::string() : pointer;
}

}  // namespace

std::string json_pointer(std::string_view text) {
  std::string pointer(text);
  try {
    static_cast<void>(Json::json_pointer(pointer));
  } catch (const Json::exception&) {
    const std::string meant = pointer_for_path(text);
    throw LineProblem{"\"" + excerpt(text, 40) + "\" is not a JSON pointer (RFC 6901); expected " +
                      (meant.empty() ? "one such as /user/0/name" : excerpt(meant, 40))};
  }
  return pointer;
}

Condition json_check(const CheckText& text) {
  Condition check{.name = json_pointer(text.name), .op = text.op};
  if (text.op == Operator::present || text.op == Operator::absent) return check;
  if (is_of_pattern(text.op)) {
    check.value = pattern_value(text.key, text.value);
  } else if (!is_order(text.op)) {
    check.value = json_value(text.value, text.quoted);
  } else if (is_number(text.value)) {
    check.value = std::string(text.value);
  } else {
    throw LineProblem{is_not(text.key, "a number", text.value) +
                      "; expected one, such as 3 or 1.5"};
  }
  return check;
}

Condition length_check(const CheckText& text) {
  Condition check = count_check(text);
  check.name = json_pointer(text.name);
  return check;
}

void require_one_value_each(const std::vector<Condition>& checks) {
  std::unordered_map<std::string_view, const std::string*> firsts;
  for (const auto& check : checks) {
    if (check.op != Operator::equal) continue;
    const auto& value = std::get<std::string>(check.value);
    const std::string& first = *firsts.try_emplace(check.name, &value).first->second;
    if (first == value || normal_json(first, kDeepestInLine) == normal_json(value, kDeepestInLine))
      continue;
    throw LineProblem{"json:" + excerpt(check.name, 40) + " cannot have two values; expected one"};
  }
}

namespace {

void judge_place(const std::string& name, const Condition& check, const Finding& found,
                 Bench& bench) {
  CheckOutcome outcome{.name = name,
                       .ok = found.holds,
                       .expected = expected_text(check),
                       .actual = shortened(found.shown)};
  if (!found.holds) {
    const std::string_view seen = found.seen.empty() ? *bench.body() : found.seen;
    outcome.excerpt = surroundings(seen, seen.substr(0, 0));
  }
  bench.record(std::move(outcome), [&](const CheckOutcome& failed) {
    std::string nearest;
    if (!found.there && !failed.excerpt->empty()) {
      nearest = found.seen.empty() ? "; it begins with " + in_quotes(*failed.excerpt)
                                   : "; above it is " + *failed.excerpt;
    }
    // A path of jq behind the first /.
    if (!found.there && check.name.find_first_of(".[") != std::string::npos) {
      nearest += "; a pointer has / between names and before an index, as in /items/0/id";
    }
    return name + " is " + *failed.actual + ", expected " + failed.expected + nearest +
           bench.reading_hint();
  });
}

}  // namespace

void judge_json(const std::vector<Condition>& checks, Bench& bench) {
  const JsonBody* body = bench.json();
  for (const auto& check : checks) {
    const std::string name = "json:" + check.name;
    if (body == nullptr) {
      bench.not_told(name, expected_text(check));
    } else {
      judge_place(name, check, body->look_at(check), bench);
    }
  }
}

void judge_lengths(const std::vector<Condition>& checks, Bench& bench) {
  const JsonBody* body = bench.json();
  for (const auto& check : checks) {
    const std::string name = "length:" + check.name;
    if (body == nullptr) {
      bench.not_told(name, expected_text(check));
    } else {
      judge_place(name, check, body->measure(check), bench);
    }
  }
}

}  // namespace urlfan
