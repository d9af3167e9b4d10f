#ifndef URLFAN_MODEL_LINE_PROBLEM_H_
#define URLFAN_MODEL_LINE_PROBLEM_H_

#include <string>
#include <string_view>

#include "src/base/text.h"
#include "urlfan/error.h"

namespace urlfan {

/// What is wrong with a line or one of its values, and what was expected. Thrown: it ends the
/// parsing of that line only.
struct LineProblem {
  std::string why;
  ErrorCode code = ErrorCode::invalid_input;
};

/// "status= is not a count: abc", the start of many. `key` is what the value was given to.
inline std::string is_not(std::string_view key, std::string_view what, std::string_view text) {
  return std::string(key) + " is not " + std::string(what) + ": " + excerpt(text, 40);
}

}  // namespace urlfan

#endif  // URLFAN_MODEL_LINE_PROBLEM_H_
