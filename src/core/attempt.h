#ifndef URLFAN_CORE_ATTEMPT_H_
#define URLFAN_CORE_ATTEMPT_H_

#include <optional>
#include <string>

#include "src/core/job.h"
#include "urlfan/run_config.h"
#include "urlfan/transport.h"

namespace urlfan {

/// The limits of a line: its own, else the run's.
Duration timeout_of(const Job& job, const RunConfig& config) noexcept;
Duration connect_timeout_of(const Job& job, const RunConfig& config) noexcept;
bool follows_redirects(const Job& job, const RunConfig& config) noexcept;

/// The exchange that the line makes next. `most`: the time that it may take, whatever its limits.
Attempt make_attempt(const Job& job, const RunConfig& config, std::optional<Duration> most);

}  // namespace urlfan

#endif  // URLFAN_CORE_ATTEMPT_H_
