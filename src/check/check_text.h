#ifndef URLFAN_CHECK_CHECK_TEXT_H_
#define URLFAN_CHECK_CHECK_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "urlfan/checks.h"

// The grammar of checks, whoever wrote them: [!]SUBJECT[:NAME] [OPERATOR VALUE]. The name ends at
// the first operator; of those that begin there, the longest counts.

namespace urlfan {

/// How long the operator is that `rest` starts with, behind what stands `before`; 0: it starts with
/// none.
std::size_t operator_length(std::string_view before, std::string_view rest);

/// Where the operator of a check stands in its text, and how long it is.
struct OperatorPlace {
  /// npos: it has none.
  std::size_t at = std::string_view::npos;
  std::size_t size = 0;
};

/// The first operator of a text.
OperatorPlace find_operator(std::string_view text);

/// Whether a name follows, which may be in quotes: behind "json:" and "!header:".
bool opens_name(std::string_view before);

/// Adds the check that `text` is, without its quotes. False where it is no check at all. Throws
/// LineProblem for one that is wrong.
bool add_check(Checks& checks, std::string_view text, OperatorPlace place, bool quoted_value);

/// The keys of all, for a message.
std::string check_keys();

[[noreturn]] void refuse_second(std::string_view key);

}  // namespace urlfan

#endif  // URLFAN_CHECK_CHECK_TEXT_H_
