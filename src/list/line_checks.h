#ifndef URLFAN_LIST_LINE_CHECKS_H_
#define URLFAN_LIST_LINE_CHECKS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "src/list/line_tokens.h"
#include "urlfan/checks.h"
#include "urlfan/request.h"

namespace urlfan {

// The checks of a line, whatever they are: what there is says src/check/kinds.h. All throw
// LineProblem.

/// Where the name of a check ends: what a quote holds as a whole, or a variable, has it in its
/// text.
std::size_t end_of_name(const Token& token);

/// Adds the check that a text line has as `text`, whose name ends at `end`; npos: nowhere. False
/// when there is no such check.
bool add_check(Checks& checks, std::string_view text, std::size_t end);

/// The keys of all, for a message.
std::string check_keys();
/// "unknown key "abc"", of a text whose name ends at `end`.
std::string unknown_key(std::string_view text, std::size_t end);

[[noreturn]] void refuse_second(std::string_view key);

/// What stands in a text line, and there no second time.
template <typename Value>
void once(std::optional<Value>& field, std::string_view key, std::type_identity_t<Value>&& value) {
  if (field) refuse_second(key);
  field = std::move(value);
}

/// What the line does not check by itself, it checks as `defaults` say: those of one value and
/// those of the same header or pointer yield to the line's, the others add up.
void add_defaults(Checks& line, const Checks& defaults);

/// Throws LineProblem when the request can have no answer that passes.
void require_possible(const Request& request);

}  // namespace urlfan

#endif  // URLFAN_LIST_LINE_CHECKS_H_
