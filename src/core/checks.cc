#include "src/core/checks.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <utility>

namespace urlfan {
namespace {

// RFC 9110 and RFC 6585: the statuses that speak of this moment, not of this request.
constexpr std::array kTransient{408, 425, 429, 500, 502, 503, 504};

std::string milliseconds_text(Duration duration) {
  std::array<char, 32> text{};
  const auto count = static_cast<double>(duration.count()) / 1000.0;
  const int size = std::snprintf(text.data(), text.size(), "%.15gms", count);
  return {text.data(), static_cast<std::size_t>(size)};
}

void judge_status(const std::optional<StatusSet>& expected, int status, Verdict& verdict) {
  const bool ok = expected ? expected->contains(status) : status < 400;
  verdict.outcomes.push_back({.name = "status",
                              .ok = ok,
                              .expected = expected ? expected->text : "<400",
                              .actual = std::to_string(status)});
  if (ok) return;
  verdict.error =
      make_error(ErrorCode::http_status, "HTTP " + std::to_string(status) + ", expected " +
                                             (expected ? expected->text : "below 400"));
  verdict.error->retryable =
      std::find(kTransient.begin(), kTransient.end(), status) != kTransient.end();
}

void judge_time(Duration most, Duration total, Verdict& verdict) {
  const bool ok = total <= most;
  verdict.outcomes.push_back({.name = "max",
                              .ok = ok,
                              .expected = "<=" + milliseconds_text(most),
                              .actual = milliseconds_text(total)});
  if (ok || verdict.error) return;
  verdict.error =
      make_error(ErrorCode::check_failed, "took " + milliseconds_text(total) +
                                              ", expected at most " + milliseconds_text(most));
}

}  // namespace

Verdict judge(const Checks& checks, int status, Duration total) {
  Verdict verdict;
  judge_status(checks.status, status, verdict);
  if (checks.max_time) judge_time(*checks.max_time, total, verdict);
  return verdict;
}

}  // namespace urlfan
