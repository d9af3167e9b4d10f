#ifndef URLFAN_CORE_RETRY_H_
#define URLFAN_CORE_RETRY_H_

#include <optional>

#include "src/core/job.h"
#include "src/core/random.h"
#include "urlfan/result.h"
#include "urlfan/run_config.h"
#include "urlfan/transport.h"

namespace urlfan {

/// The most that may go by before retry `n`, from 1.
Duration longest_backoff(const RetryPolicy& policy, unsigned n) noexcept;

/// How long after its failure the line should be tried again, by the retries that it has; empty
/// when it should not.
std::optional<Duration> retry_wait(const RetryPolicy& policy, const Job& job, const Error& error,
                                   const Random& random);

/// Whether another attempt at a service that is waited for makes sense after this error.
bool worth_waiting_for(const Error& error) noexcept;

/// The time from `now` on that an answer asks for; empty unless it turns requests away and says
/// how long. No time at all says nothing: it turns requests away, after all.
std::optional<Duration> asked_to_wait(const Response& response, WallTime now);

/// Whether an answer that was not wanted says that its server has too much to do: 429, 503, or 403
/// with a Retry-After.
bool turns_away(const Response& response) noexcept;

/// Ends an attempt that failed with `completion` after `total`, hops included: into the history
/// with it, and the job is as it was before. Of the history, the last `kept` stay.
void forget_attempt(Job& job, const Completion& completion, Duration total, std::size_t kept);

}  // namespace urlfan

#endif  // URLFAN_CORE_RETRY_H_
