#ifndef URLFAN_LIST_LINE_PROBLEM_H_
#define URLFAN_LIST_LINE_PROBLEM_H_

#include <string>

#include "urlfan/error.h"

namespace urlfan {

/// What is wrong with a line or one of its values, and what was expected. Thrown: it ends the
/// parsing of that line only.
struct LineProblem {
  std::string why;
  ErrorCode code = ErrorCode::invalid_input;
};

}  // namespace urlfan

#endif  // URLFAN_LIST_LINE_PROBLEM_H_
