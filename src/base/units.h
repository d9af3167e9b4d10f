#ifndef URLFAN_BASE_UNITS_H_
#define URLFAN_BASE_UNITS_H_

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>

#include "urlfan/clock.h"

namespace urlfan {

/// "500us", "250ms", "10s", "2m", "1h", "1d", "1.5" (seconds). Empty for anything else, and from
/// 1,000 hours up.
std::optional<Duration> parse_duration(std::string_view text);

/// Whether a duration says what it counts.
bool has_unit(std::string_view duration) noexcept;

/// "100", "64K", "100MiB", "2G" (1024), "5KB", "5MB" (1000). Empty for anything else, and from 2^63
/// up.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// "10/s", "0.5/s", "600/m", "10" (a second): how many a second. Empty for anything else, and
/// outside of one in a thousand hours to a million a second.
std::optional<double> parse_rate(std::string_view text);

/// "12". Empty for anything else.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// "5%", "0.5%": from 0 to 100. Empty for anything else.
std::optional<double> parse_percent(std::string_view text);

// How they are written, whatever the locale says of commas.

/// What put_milliseconds may need.
inline constexpr std::size_t kLongestMilliseconds = 24;

/// Milliseconds, exact to the microsecond: "12.5". Returns where it ends. For each result, so in
/// place and in whole numbers.
inline char* put_milliseconds(char* to, Duration duration) noexcept {
  auto microseconds = static_cast<std::uint64_t>(duration.count());
  if (duration.count() < 0) {
    *to++ = '-';
    microseconds = 0 - microseconds;
  }
  to = std::to_chars(to, to + kLongestMilliseconds, microseconds / 1000).ptr;
  auto rest = microseconds % 1000;
  if (rest == 0) return to;
  *to++ = '.';
  for (unsigned digit = 100; rest > 0; rest %= digit, digit /= 10) {
    *to++ = static_cast<char>('0' + rest / digit);
  }
  return to;
}
std::string exact_milliseconds(Duration duration);
/// The same with its unit, as checks tell times: "7.919ms".
std::string milliseconds_text(Duration duration);

/// Seconds to six digits that count: "1.5", "12.3457".
std::string rounded_seconds(Duration duration);

/// With so many digits behind the point, be they zeros: "12.50".
std::string fixed_digits(double number, int digits);
inline std::string fixed_seconds(Duration duration, int digits) {
  return fixed_digits(std::chrono::duration<double>(duration).count(), digits);
}
inline std::string fixed_milliseconds(Duration duration, int digits) {
  return fixed_digits(std::chrono::duration<double, std::milli>(duration).count(), digits);
}

constexpr const char* kRateForm = "a rate such as 10/s, 0.5/s or 600/m";
constexpr const char* kDurationForm = "a duration such as 250ms, 10s or 2m";
constexpr const char* kSizeForm = "a size such as 100, 64K or 100M";

}  // namespace urlfan

#endif  // URLFAN_BASE_UNITS_H_
