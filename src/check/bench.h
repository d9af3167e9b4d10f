#ifndef URLFAN_CHECK_BENCH_H_
#define URLFAN_CHECK_BENCH_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/charset.h"
#include "src/check/json_body.h"
#include "src/check/judge.h"

namespace urlfan {

/// Where one answer is judged, check by check.
class Bench {
 public:
  Bench(const Checks& checks, const Answer& answer);

  const Answer& answer() const noexcept { return answer_; }
  const Response& response() const noexcept { return answer_.response; }
  /// As text; empty where it is not whole, or no check needs it.
  const std::optional<std::string_view>& body() const noexcept { return body_; }
  /// "12 bytes", of the body.
  std::string size_text() const;
  /// What a body that does not pass may suffer from.
  std::string reading_hint() const;

  /// The body as JSON, read once for all checks; null where it is not whole.
  const JsonBody* json();

  /// `message` makes the error's of the outcome, should this be the first check that does not hold.
  template <typename Message>
  void record(CheckOutcome outcome, const Message& message,
              ErrorCode code = ErrorCode::check_failed) {
    if (!outcome.ok && !verdict_.error) verdict_.error = make_error(code, message(outcome));
    verdict_.outcomes.push_back(std::move(outcome));
  }
  /// The answer has nothing to hold the check against.
  void not_told(const std::string& name, const std::string& expected);
  /// What most checks are: a part of the answer is `actual`, shortened as it is shown.
  void record(const std::string& name, const Condition& check, bool ok, std::string_view actual);

  Verdict& verdict() noexcept { return verdict_; }

 private:
  std::string why_not() const;

  const Answer& answer_;
  BodyText text_;
  std::optional<std::string_view> body_;
  std::optional<JsonBody> json_;
  Verdict verdict_;
};

/// What a server sent, as far as an outcome shows it.
std::string shortened(std::string_view text);
std::string in_quotes(std::string_view text);

}  // namespace urlfan

#endif  // URLFAN_CHECK_BENCH_H_
