#ifndef URLFAN_BASE_TIME_TEXT_H_
#define URLFAN_BASE_TIME_TEXT_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "urlfan/clock.h"

// Points in time, all of them in UTC.

namespace urlfan {

/// Clamped to what a WallTime can be, which is from 1677 to 2262: certificates that never end say
/// the year 9999.
WallTime wall_time(std::chrono::seconds since_1970) noexcept;

/// RFC 3339, to the millisecond: "2026-11-21T04:41:28.123Z".
std::string timestamp(WallTime time);

/// The same to the microsecond: "2026-11-21T04:41:28.123456Z".
std::string fine_timestamp(WallTime time);

/// What either of them wrote; empty for anything else, and for years in which no WallTime is.
std::optional<WallTime> parse_timestamp(std::string_view text);

/// To the second and without a zone: "2026-11-21 04:41:28".
std::string date_and_time(WallTime time, char between);

}  // namespace urlfan

#endif  // URLFAN_BASE_TIME_TEXT_H_
