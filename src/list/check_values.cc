#include "src/list/check_values.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>

#include "src/base/ascii.h"
#include "src/base/hex.h"
#include "src/base/json_numbers.h"
#include "src/base/shallow_json.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/list/line_problem.h"
#include "urlfan/run_config.h"

namespace urlfan {
namespace {

using Json = nlohmann::json;

/// "200", "2xx" or "200-299". HTTP has no class from 600 on, but servers answer with such (RFC
/// 9110, section 15), and a client takes all three digits.
std::optional<StatusSet::Range> parse_status_range(std::string_view text) {
  if (text.size() == 3 && text.substr(1) == "xx" && is_digit(text[0]) && text[0] != '0') {
    const int low = (text[0] - '0') * 100;
    return StatusSet::Range{low, low + 99};
  }
  const auto dash = text.find('-');
  const auto low = parse_count(text.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : parse_count(text.substr(dash + 1));
  if (!low || !high || *low < 100 || *high > 999 || *low > *high) return {};
  return StatusSet::Range{static_cast<int>(*low), static_cast<int>(*high)};
}

std::string is_not(std::string_view key, std::string_view what, std::string_view text) {
  return std::string(key) + " is not " + std::string(what) + ": " + excerpt(text, 40);
}

/// Adds those of `defaults` that none of `line` has the key of. A line can have thousands.
template <typename Check>
void add_missing(std::vector<Check>& line, const std::vector<Check>& defaults,
                 std::string Check::*key) {
  if (defaults.empty()) return;
  std::unordered_set<std::string> own;
  for (const auto& check : line) own.insert(check.*key);
  for (const auto& check : defaults) {
    if (!own.contains(check.*key)) line.push_back(check);
  }
}

}  // namespace

std::optional<StatusSet> parse_status_set(std::string_view text) {
  StatusSet set;
  set.text = text;
  while (true) {
    const auto comma = text.find(',');
    const auto range = parse_status_range(text.substr(0, comma));
    // What is below 200 is told before the answer.
    if (!range || range->high < 200) return {};
    set.ranges.push_back(*range);
    if (comma == std::string_view::npos) return set;
    text.remove_prefix(comma + 1);
  }
}

StatusSet status_value(std::string_view key, std::string_view text) {
  auto set = parse_status_set(text);
  if (!set) {
    throw LineProblem{std::string(key) + " can match nothing: " + excerpt(text, 40) +
                      "; expected a comma list of 200, 2xx or 200-299"};
  }
  return std::move(*set);
}

std::string contains_value(std::string_view key, std::string_view text) {
  if (text.empty()) throw LineProblem{std::string(key) + " is empty; expected a text"};
  return std::string(text);
}

Pattern pattern_value(std::string_view key, std::string_view text) {
  if (text.empty()) {
    throw LineProblem{std::string(key) + " is empty; expected a regular expression"};
  }
  auto pattern = Pattern::compile(text);
  if (const auto* why = std::get_if<std::string>(&pattern)) {
    throw LineProblem{is_not(key, "a regular expression", text) + " (" + excerpt(*why, 40) +
                      "); expected the syntax of RE2"};
  }
  return std::get<Pattern>(std::move(pattern));
}

Duration duration_value(std::string_view key, std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) throw LineProblem{is_not(key, "a duration", text) + "; expected " + kDurationForm};
  if (*duration <= Duration(0)) {
    throw LineProblem{std::string(key) + " is zero; expected a longer time"};
  }
  return *duration;
}

unsigned retries_value(std::string_view key, std::string_view text) {
  const auto count = parse_count(text);
  if (!count || *count > kMostRetries) {
    throw LineProblem{is_not(key, "a count", text) + "; expected 0 to " +
                      std::to_string(kMostRetries)};
  }
  return static_cast<unsigned>(*count);
}

int cert_days_value(std::string_view key, std::string_view text) {
  constexpr int most = 36'500;
  const auto days = parse_count(text);
  if (!days || *days > most) {
    throw LineProblem{is_not(key, "a number of days", text) + "; expected 0 to " +
                      std::to_string(most)};
  }
  return static_cast<int>(*days);
}

std::string sha256_value(std::string_view key, std::string_view text) {
  std::string digest = lower_case(text);
  if (digest.size() != 64 || !std::all_of(digest.begin(), digest.end(), is_hex_digit)) {
    throw LineProblem{is_not(key, "a SHA-256", text) + "; expected 64 hexadecimal digits"};
  }
  return digest;
}

std::string header_name(std::string_view name) {
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_character)) {
    // Behind a blank may be a value, and that a secret.
    throw LineProblem{"\"" + excerpt(name.substr(0, name.find(' ')), 40) +
                      "\" is not the name of a header; expected one such as Content-Type"};
  }
  return lower_case(name);
}

std::string header_value(std::string_view key, std::string_view value) {
  const bool blanks = !value.empty() && (is_blank(value.front()) || is_blank(value.back()));
  if (blanks || value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    throw LineProblem{is_not(key, "what a header can be", value) +
                      "; expected no line ends, and no blanks at its ends"};
  }
  return std::string(value);
}

HeaderCheck header_check(std::string_view key, std::string_view text) {
  const auto end = text.find_first_of("=~");
  if (end == std::string_view::npos) {
    throw LineProblem{is_not(key, "a check", text) + "; expected NAME=VALUE or NAME~REGEX"};
  }
  return header_check(key, text.substr(0, end), text[end], text.substr(end + 1));
}

HeaderCheck header_check(std::string_view key, std::string_view name, char sign,
                         std::string_view value) {
  std::string lower = header_name(name);
  if (sign == '=') return {.name = std::move(lower), .value = header_value(key, value)};
  Pattern pattern = pattern_value(std::string(key) + " " + lower, value);
  return {.name = std::move(lower), .value = std::move(pattern)};
}

JsonCheck json_check(std::string_view pointer, std::string value) {
  try {
    static_cast<void>(Json::json_pointer(std::string(pointer)));
  } catch (const Json::exception&) {
    throw LineProblem{"\"" + excerpt(pointer, 40) +
                      "\" is not a JSON pointer; expected one of RFC 6901, such as /user/0/name"};
  }
  return {.pointer = std::string(pointer), .value = std::move(value)};
}

JsonCheck json_check_from_text(std::string_view key, std::string_view text) {
  const auto end = text.find('=');
  if (end == std::string_view::npos) {
    throw LineProblem{is_not(key, "a check", text) + "; expected /POINTER=VALUE"};
  }
  return json_check_of_line(text.substr(0, end), text.substr(end + 1));
}

JsonCheck json_check_of_line(std::string_view pointer, std::string_view value) {
  const bool is_json = (!value.empty() && (is_digit(value[0]) || is_any(value[0], "{[\"-"))) ||
                       value == "true" || value == "false" || value == "null";
  if (!is_json) return json_check(pointer, Json(value).dump());
  if (parse_shallow(JsonNumbers(value).blanked(), kDeepestInLine).is_discarded()) {
    throw LineProblem{"json:" + excerpt(pointer, 40) + " has a value that is not JSON: " +
                      excerpt(value, 40) + "; expected JSON, or a word for a string"};
  }
  // Outputs have it as it is, on their one line. In JSON a line end is a blank.
  std::string line(value);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return json_check(pointer, std::move(line));
}

void add_defaults(Checks& line, const Checks& defaults) {
  if (!line.status) line.status = defaults.status;
  if (!line.max_time) line.max_time = defaults.max_time;
  if (!line.cert_days) line.cert_days = defaults.cert_days;
  if (!line.sha256) line.sha256 = defaults.sha256;
  line.contains.insert(line.contains.end(), defaults.contains.begin(), defaults.contains.end());
  line.matches.insert(line.matches.end(), defaults.matches.begin(), defaults.matches.end());
  add_missing(line.headers, defaults.headers, &HeaderCheck::name);
  add_missing(line.json, defaults.json, &JsonCheck::pointer);
}

namespace {

/// No pointer has two values.
void require_one_value_each(const std::vector<JsonCheck>& checks) {
  if (checks.size() < 2) return;
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

}  // namespace

void require_possible(const Request& request) {
  const Checks& checks = request.checks;
  require_one_value_each(checks.json);
  if (request.method != "HEAD" || !(checks.needs_body() || checks.sha256)) return;
  throw LineProblem{
      "the answer to HEAD has no body, so a check of it can never pass; expected GET"};
}

}  // namespace urlfan
