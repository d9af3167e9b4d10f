#ifndef URLFAN_SERVE_PROBLEM_H_
#define URLFAN_SERVE_PROBLEM_H_

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "src/serve/http_message.h"

namespace urlfan {

/// Why a request gets something else than it asked for (RFC 9457).
struct Problem {
  int status = 500;
  /// What is wrong, and what to do next.
  std::string detail;
  /// When to come back, in seconds.
  std::optional<unsigned> retry_after = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// The same, from deep within.
class ProblemError : public std::runtime_error {
 public:
  explicit ProblemError(Problem problem)
      : std::runtime_error(problem.detail), problem_(std::move(problem)) {}
  ProblemError(int status, std::string detail)
      : ProblemError(Problem{.status = status, .detail = std::move(detail)}) {}
  const Problem& problem() const noexcept { return problem_; }

 private:
  Problem problem_;
};

/// The phrase of RFC 9110 for a status that the server has.
const char* reason_phrase(int status) noexcept;

/// As application/problem+json.
HttpAnswer to_answer(const Problem& problem);

}  // namespace urlfan

#endif  // URLFAN_SERVE_PROBLEM_H_
