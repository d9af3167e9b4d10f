#ifndef URLFAN_CHECK_SURROUNDINGS_H_
#define URLFAN_CHECK_SURROUNDINGS_H_

#include <string>
#include <string_view>

namespace urlfan {

/// Up to 80 characters of `text` with `part`, which is one of it, in their middle; what was left
/// out at an end is "...".
std::string surroundings(std::string_view text, std::string_view part);

/// The part of `text` that is most like `wanted`, which it does not have: the same in another case,
/// else the longest start of it. Empty, at the start of the text: there is nothing like it.
std::string_view nearest(std::string_view text, std::string_view wanted);

}  // namespace urlfan

#endif  // URLFAN_CHECK_SURROUNDINGS_H_
