#include "src/check/condition.h"

#include <compare>
#include <variant>

#include "src/base/json_numbers.h"
#include "src/check/operators.h"

namespace urlfan {

std::string expected_text(const Condition& condition) {
  if (condition.op == Operator::present) return "present";
  if (condition.op == Operator::absent) return "absent";
  std::string text(condition.op == Operator::equal ? std::string_view() : spelled(condition.op));
  const auto* pattern = std::get_if<Pattern>(&condition.value);
  return text += pattern != nullptr ? pattern->text() : std::get<std::string>(condition.value);
}

bool holds_for(const Condition& condition, std::string_view text) {
  const auto* pattern = std::get_if<Pattern>(&condition.value);
  if (pattern != nullptr) {
    return pattern->find_in(text).has_value() == (condition.op == Operator::matches);
  }
  if (condition.op == Operator::present || condition.op == Operator::absent) {
    return condition.op == Operator::present;
  }
  return (text == std::get<std::string>(condition.value)) == (condition.op == Operator::equal);
}

bool holds_for_number(const Condition& condition, std::string_view number) {
  const auto order = compare_numbers(number, std::get<std::string>(condition.value));
  switch (condition.op) {
    case Operator::equal:
      return std::is_eq(order);
    case Operator::unequal:
      return std::is_neq(order);
    case Operator::less:
      return std::is_lt(order);
    case Operator::at_most:
      return std::is_lteq(order);
    case Operator::greater:
      return std::is_gt(order);
    case Operator::at_least:
      return std::is_gteq(order);
    default:
      return false;
  }
}

}  // namespace urlfan
