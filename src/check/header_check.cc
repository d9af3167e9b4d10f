#include "src/check/header_check.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/check/bench.h"
#include "src/check/body_checks.h"
#include "src/check/operators.h"
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

Condition header_check(const CheckText& text) {
  Condition check{.name = header_name(text.name), .op = text.op};
  if (is_of_pattern(text.op)) {
    check.value = pattern_value(text.key, text.value);
  } else {
    check.value = header_value(text.key, text.value);
  }
  return check;
}

namespace {

/// Of a check of the whole value, where a part of it was meant: content-type=text/html.
bool has_part(std::string_view values, const Condition& check) {
  const auto& part = std::get<std::string>(check.value);
  return !part.empty() && values.find(part) != std::string_view::npos;
}

void judge_header(const Condition& check, Bench& bench) {
  const std::string name = "header:" + check.name;
  const auto& headers = bench.response().headers;
  if (!headers) return bench.not_told(name, expected_text(check));
  // Of a check that says what no value may be, each has to hold.
  const bool negative = is_negative(check.op);
  bool ok = negative;
  bool there = false;
  std::string values;
  for (const auto& [header, value] : *headers) {
    if (header != check.name) continue;
    if (there) values += ", ";
    there = true;
    values += value;
    const bool holds = holds_for(check, value);
    ok = negative ? ok && holds : ok || holds;
  }
  const std::string actual = there ? shortened(values) : "absent";
  bench.record({.name = name, .ok = ok, .expected = expected_text(check), .actual = actual},
               [&](const CheckOutcome& failed) {
                 return "the header " + check.name + " is " + (there ? in_quotes(values) : actual) +
                        ", expected " + failed.expected +
                        (check.op == Operator::equal && has_part(values, check)
                             ? "; =~ in place of = finds a part"
                             : "");
               });
}

}  // namespace

void judge_headers(const std::vector<Condition>& checks, Bench& bench) {
  for (const auto& check : checks) judge_header(check, bench);
}

}  // namespace urlfan
