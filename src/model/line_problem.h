#ifndef URLFAN_MODEL_LINE_PROBLEM_H_
#define URLFAN_MODEL_LINE_PROBLEM_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/text.h"
#include "urlfan/error.h"

namespace urlfan {

/// What is wrong with a line or one of its values, and what was expected. Thrown: it ends the
/// parsing of that line only.
struct LineProblem {
  std::string why;
  ErrorCode code = ErrorCode::invalid_input;
};

/// The first of the problems of a line, of which more is understood all the same.
class FirstProblem {
 public:
  template <typename Call>
  void watch(const Call& call) {
    try {
      call();
    } catch (LineProblem& problem) {
      if (!first_) first_ = std::move(problem);
    }
  }
  bool found() const noexcept { return first_.has_value(); }
  /// Throws it, if there is one.
  void raise() const {
    if (first_) throw LineProblem(*first_);
  }

 private:
  std::optional<LineProblem> first_;
};

/// "status= is not a count: abc", the start of many. `key` is what the value was given to.
inline std::string is_not(std::string_view key, std::string_view what, std::string_view text) {
  return std::string(key) + " is not " + std::string(what) + ": " + excerpt(text, 40);
}

}  // namespace urlfan

#endif  // URLFAN_MODEL_LINE_PROBLEM_H_
