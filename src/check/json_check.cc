#include "src/check/json_check.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/json_numbers.h"
#include "src/base/shallow_json.h"
#include "src/base/text.h"
#include "src/check/bench.h"
#include "src/check/json_body.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

using Json = nlohmann::json;

/// Whether a value means JSON, be it wrong: anything else is a string.
bool is_meant_as_json(std::string_view value) {
  return (!value.empty() && (is_digit(value[0]) || is_any(value[0], "{[\"-"))) || value == "true" ||
         value == "false" || value == "null";
}

}  // namespace

JsonCheck json_check(std::string_view pointer, std::string value) {
  try {
    static_cast<void>(Json::json_pointer(std::string(pointer)));
  } catch (const Json::exception&) {
    throw LineProblem{"\"" + excerpt(pointer, 40) +
                      "\" is not a JSON pointer; expected one of RFC 6901, such as /user/0/name"};
  }
  return {.pointer = std::string(pointer), .value = std::move(value)};
}

JsonCheck json_check_from_text(std::string_view key, std::string_view text, std::size_t sign) {
  if (sign == std::string_view::npos) sign = text.find('=');
  if (sign == std::string_view::npos) {
    throw LineProblem{is_not(key, "a check", text) + "; expected /POINTER=VALUE"};
  }
  const auto pointer = text.substr(0, sign);
  const auto value = text.substr(sign + 1);
  if (!is_meant_as_json(value)) return json_check(pointer, Json(value).dump());
  if (parse_shallow(JsonNumbers(value).blanked(), kDeepestInLine).is_discarded()) {
    throw LineProblem{"json:" + excerpt(pointer, 40) + " has a value that is not JSON: " +
                      excerpt(value, 40) + "; expected JSON, or a word for a string"};
  }
  // Outputs have it as it is, on their one line. In JSON a line end is a blank.
  std::string line(value);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return json_check(pointer, std::move(line));
}

void require_one_value_each(const std::vector<JsonCheck>& checks) {
  std::unordered_map<std::string_view, const JsonCheck*> firsts;
  for (const auto& check : checks) {
    const JsonCheck& first = *firsts.try_emplace(check.pointer, &check).first->second;
    if (first.value == check.value ||
        normal_json(first.value, kDeepestInLine) == normal_json(check.value, kDeepestInLine))
      continue;
    throw LineProblem{"json:" + excerpt(check.pointer, 40) +
                      " cannot have two values; expected one"};
  }
}

namespace {

void judge_pointer(const JsonCheck& check, const std::optional<JsonBody>& body, Bench& bench) {
  const std::string name = "json:" + check.pointer;
  if (!body) return bench.not_told(name, check.value);
  const Finding found = body->compare(check.pointer, check.value);
  const std::string shown = shortened(found.shown);
  bench.record({.name = name, .ok = found.equal, .expected = check.value, .actual = shown}, [&] {
    return name + " is " + shown + ", expected " + check.value + bench.reading_hint();
  });
}

}  // namespace

void judge_json(const std::vector<JsonCheck>& checks, Bench& bench) {
  std::optional<JsonBody> body;
  if (bench.body()) body.emplace(*bench.body());
  for (const auto& check : checks) judge_pointer(check, body, bench);
}

}  // namespace urlfan
