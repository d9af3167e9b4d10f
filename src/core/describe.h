#ifndef URLFAN_CORE_DESCRIBE_H_
#define URLFAN_CORE_DESCRIBE_H_

#include <optional>
#include <string>

#include "src/core/job.h"
#include "urlfan/result.h"

namespace urlfan {

/// A result with all that the job itself tells at its end, `now`. Takes its texts.
Result describe(Job& job, std::optional<Error> error, TimePoint now);

/// What a stop says to a line that it leaves unfinished. `reason` is that of an internal failure.
Error stop_error(StopCause cause, const std::string& reason, bool started);

}  // namespace urlfan

#endif  // URLFAN_CORE_DESCRIBE_H_
