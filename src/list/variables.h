#ifndef URLFAN_LIST_VARIABLES_H_
#define URLFAN_LIST_VARIABLES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace urlfan {

/// What a variable of the environment holds; empty when there is none of that name. Where it is
/// null itself, a ${NAME} is text like any other.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// Takes what a $ begins off the front of `rest`, which starts with one, and adds to `out` what it
/// stands for: ${NAME} for the variable, $${ for ${ itself, and any other $ for itself. Throws
/// LineProblem for a variable that is not set.
void take_dollar(std::string_view& rest, std::string& out, const Variables& variables);

/// Whether there is a ${NAME} in the text, for where that is not filled in.
bool names_variable(std::string_view text) noexcept;

/// The text with all its variables filled in.
std::string fill_in(std::string_view text, const Variables& variables);

}  // namespace urlfan

#endif  // URLFAN_LIST_VARIABLES_H_
