#ifndef URLFAN_CHECK_CONDITION_H_
#define URLFAN_CHECK_CONDITION_H_

#include <optional>
#include <string>
#include <string_view>

#include "urlfan/checks.h"

namespace urlfan {

/// A check of a text list, in its parts.
struct CheckText {
  /// With its operator and what it is the check of, for messages: "json:/n>=".
  std::string_view key;
  /// The header or the pointer.
  std::string_view name = {};
  Operator op = Operator::equal;
  std::string_view value = {};
  /// The value stood in quotes.
  bool quoted = false;
};

/// What an outcome shows as expected: the value, behind its operator unless that is = or the only
/// one that the check has.
std::string expected_text(const Condition& condition);

/// Whether it is true of a text that is there.
bool holds_for(const Condition& condition, std::string_view text);

/// The same of a number; the value is one, too.
bool holds_for_number(const Condition& condition, std::string_view number);

}  // namespace urlfan

#endif  // URLFAN_CHECK_CONDITION_H_
