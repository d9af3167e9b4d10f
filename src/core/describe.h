#ifndef URLFAN_CORE_DESCRIBE_H_
#define URLFAN_CORE_DESCRIBE_H_

#include <optional>
#include <string>
#include <vector>

#include "src/core/job.h"
#include "urlfan/result.h"
#include "urlfan/transport.h"

namespace urlfan {

/// A result with all that the job itself tells at its end, `now`. Takes its texts, but those of the
/// request, which the sink is yet to see.
Result describe(Job& job, std::optional<Error> error, TimePoint now);

/// The line as it is after an attempt that failed, while others come: who it is, and why.
Result describe_attempt(const Job& job, Error error);

/// The result of a request that was never read, since the run ended for `cause` before.
Result describe_unread(const Request& request, std::uint64_t index, StopCause cause);

/// The same of a line whose last attempt ended with `completion` after `total`, hops included.
Result describe(Job& job, Completion&& completion, Duration total, std::vector<CheckOutcome> checks,
                TimePoint now);

/// Where the last exchange went, for the report. Takes the job's text.
std::string last_url(Job& job);

/// Those of the exchange that ended with `completion`, with the lookup of its name.
Timings timings_of(const Job& job, const Completion& completion) noexcept;

/// What the attempt has taken when its last exchange is complete: all hops and the lookup, but not
/// the waits in between.
Duration time_of_attempt(const Job& job, const Completion& completion) noexcept;

/// What a stop says to a line that it leaves unfinished. `reason` is that of an internal failure.
Error stop_error(StopCause cause, const std::string& reason, const Job& job, bool in_flight);

}  // namespace urlfan

#endif  // URLFAN_CORE_DESCRIBE_H_
