#ifndef URLFAN_CLI_PROGRESS_TEXT_H_
#define URLFAN_CLI_PROGRESS_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "src/core/standstill.h"
#include "urlfan/clock.h"
#include "urlfan/sink.h"

namespace urlfan {

/// Where the run stands: "42/500 done (8%)  40 ok  2 failed  7 in flight  21/s  2.0 s  22 s left".
/// `total`: how many lines there will be, where that is known.
std::string progress_text(const Progress& progress, std::optional<std::uint64_t> total);

/// The same while nothing moves; `reason` is what is waited for.
std::string progress_text(const Progress& progress, std::optional<std::uint64_t> total,
                          const std::string& reason);

/// "waits for http://h:80: 3 in flight, the oldest for 12.0 s"
std::string reason(const Standstill& still, TimePoint now);

}  // namespace urlfan

#endif  // URLFAN_CLI_PROGRESS_TEXT_H_
