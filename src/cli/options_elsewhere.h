#ifndef URLFAN_CLI_OPTIONS_ELSEWHERE_H_
#define URLFAN_CLI_OPTIONS_ELSEWHERE_H_

#include <string_view>

namespace urlfan {

/// What somebody who types an option of curl, of xargs -P or of servers can write here; empty for
/// an option that means nothing here either.
std::string_view instead_of(std::string_view option) noexcept;

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_ELSEWHERE_H_
