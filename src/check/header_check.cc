#include "src/check/header_check.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/check/bench.h"
#include "src/check/body_checks.h"
#include "src/model/line_problem.h"
#include "src/model/message.h"

namespace urlfan {

std::string header_name(std::string_view name) {
  if (auto why = refuse_header_name(name)) throw LineProblem{std::move(*why)};
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

HeaderCheck header_check(std::string_view key, std::string_view text, std::size_t sign) {
  if (sign == std::string_view::npos) sign = text.find_first_of("=~");
  if (sign == std::string_view::npos) {
    throw LineProblem{is_not(key, "a check", text) + "; expected NAME=VALUE or NAME~REGEX"};
  }
  std::string name = header_name(text.substr(0, sign));
  const auto value = text.substr(sign + 1);
  if (text[sign] == '=') return {.name = std::move(name), .value = header_value(key, value)};
  Pattern pattern = pattern_value(std::string(key) + " " + name, value);
  return {.name = std::move(name), .value = std::move(pattern)};
}

namespace {

bool holds(const HeaderCheck& check, const std::string& value) {
  if (const auto* pattern = std::get_if<Pattern>(&check.value)) {
    return pattern->find_in(value).has_value();
  }
  return value == std::get<std::string>(check.value);
}

void judge_header(const HeaderCheck& check, Bench& bench) {
  const auto* pattern = std::get_if<Pattern>(&check.value);
  const std::string expected =
      pattern != nullptr ? "~" + pattern->text() : std::get<std::string>(check.value);
  const std::string name = "header:" + check.name;
  const auto& headers = bench.response().headers;
  if (!headers) return bench.not_told(name, expected);
  bool ok = false;
  bool there = false;
  std::string values;
  for (const auto& [header, value] : *headers) {
    if (header != check.name) continue;
    if (there) values += ", ";
    there = true;
    values += value;
    ok = ok || holds(check, value);
  }
  const std::string actual = there ? shortened(values) : "absent";
  bench.record({.name = name, .ok = ok, .expected = expected, .actual = actual}, [&] {
    return "the header " + check.name + " is " + (there ? in_quotes(values) : actual) +
           ", expected " + expected;
  });
}

}  // namespace

void judge_headers(const std::vector<HeaderCheck>& checks, Bench& bench) {
  for (const auto& check : checks) judge_header(check, bench);
}

}  // namespace urlfan
