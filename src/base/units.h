#ifndef URLFAN_BASE_UNITS_H_
#define URLFAN_BASE_UNITS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "urlfan/clock.h"

namespace urlfan {

/// "250ms", "10s", "2m", "1.5" (seconds). Empty for anything else, and from 1,000 hours up.
std::optional<Duration> parse_duration(std::string_view text);

/// "100", "64K", "100M", "2G" (1024). Empty for anything else, and from 2^63 up.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// "10/s", "0.5/s", "600/m", "10" (a second): how many a second. Empty for anything else, and
/// outside of one in a thousand hours to a million a second.
std::optional<double> parse_rate(std::string_view text);

/// "12". Empty for anything else.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// "5%", "0.5%": from 0 to 100. Empty for anything else.
std::optional<double> parse_percent(std::string_view text);

constexpr const char* kRateForm = "a rate such as 10/s, 0.5/s or 600/m";
constexpr const char* kDurationForm = "a duration such as 250ms, 10s or 2m";
constexpr const char* kSizeForm = "a size such as 100, 64K or 100M";

}  // namespace urlfan

#endif  // URLFAN_BASE_UNITS_H_
