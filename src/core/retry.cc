#include "src/core/retry.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "src/core/describe.h"

namespace urlfan {
Duration longest_backoff(const RetryPolicy& policy, unsigned n) noexcept {
  // In floating point, where a long series of doublings ends at infinity and not below zero.
  const double doubled = std::ldexp(static_cast<double>(policy.wait.count()),
                                    static_cast<int>(std::min(n, 1000U)) - 1);
  const auto most = static_cast<double>(policy.max_wait.count());
  return Duration(static_cast<Duration::rep>(std::min(doubled, most)));
}

std::optional<Duration> retry_wait(const RetryPolicy& policy, const Job& job, const Error& error,
                                   const Random& random) {
  const unsigned retries = job.request.retries.value_or(policy.retries);
  if (!error.retryable || error.phase == Phase::run || job.attempts > retries) return {};
  if (!policy.all_methods && !is_idempotent(job.request.method)) return {};
  const auto most = static_cast<double>(longest_backoff(policy, job.attempts).count());
  return Duration(std::llround(random() * most));
}

bool worth_waiting_for(const Error& error) noexcept {
  return error.phase != Phase::input && error.phase != Phase::run &&
         error.code != ErrorCode::internal;
}

bool turns_away(const Response& response) noexcept {
  const int status = response.status.value_or(0);
  // A 403 by itself is about the request, one that will pass is about how many there are.
  return status == 429 || status == 503 || (status == 403 && response.retry_after);
}

std::optional<Duration> asked_to_wait(const Response& response, WallTime now) {
  if (!response.retry_after || !turns_away(response)) return {};
  const auto* seconds = std::get_if<Duration>(&*response.retry_after);
  const Duration wait =
      seconds != nullptr
          ? *seconds
          : std::chrono::ceil<Duration>(std::get<WallTime>(*response.retry_after) - now);
  if (wait <= Duration(0)) return {};
  return wait;
}

void forget_attempt(Job& job, const Completion& completion, Duration total, std::size_t kept) {
  if (job.history.size() >= kept) job.history.erase(job.history.begin());
  PastAttempt past{.status = completion.response.status,
                   .error = {},
                   .total = total,
                   .started_at = job.attempt_started_at,
                   .effective_url = last_url(job),
                   .exchange_started_at = job.exchange_started_at,
                   .timings = timings_of(job, completion),
                   .redirects = std::move(job.redirects)};
  if (completion.error) past.error = completion.error->code;
  job.history.push_back(std::move(past));
  job.start_over();
}

}  // namespace urlfan
