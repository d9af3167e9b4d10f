#ifndef URLFAN_TESTS_SUPPORT_RESULTS_H_
#define URLFAN_TESTS_SUPPORT_RESULTS_H_

#include <string>
#include <utility>

#include "tests/support/requests.h"
#include "urlfan/result.h"

namespace urlfan {

/// A line that was answered with 200.
inline Result passed(std::uint64_t index = 0) {
  Result result;
  result.index = result.sequence = index;
  result.where = {.file = "urls.txt", .line = index + 1};
  result.method = "GET";
  result.url = result.effective_url = "http://a.test/" + std::to_string(index);
  result.response.status = 200;
  result.timings.total = Duration(12'500);
  result.attempts = 1;
  return result;
}

inline Result failed(std::uint64_t index = 0, ErrorCode code = ErrorCode::connect_refused,
                     std::string message = "nothing listens there") {
  Result result = passed(index);
  result.response.status.reset();
  result.error = make_error(code, std::move(message));
  return result;
}

/// A line that could not be read.
inline Result unreadable(std::uint64_t index = 0) {
  Result result;
  result.index = result.sequence = index;
  result.where = {.file = "urls.txt", .line = index + 1};
  result.error = make_error(ErrorCode::invalid_input, "not a URL");
  return result;
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_RESULTS_H_
