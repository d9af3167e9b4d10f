// Durations, sizes, rates, counts and percentages: what is understood lies in its range, and the
// forms of one value agree.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "src/base/units.h"
#include "tests/fuzz/require.h"

namespace urlfan {
namespace {

constexpr Duration kThousandHours = std::chrono::hours(1000);
constexpr std::uint64_t kLargestSize = std::numeric_limits<std::int64_t>::max();

void check_ranges(std::string_view text) {
  if (const auto duration = parse_duration(text)) {
    require(*duration >= Duration(0), "a duration is never negative", text);
    require(*duration <= kThousandHours, "a duration is at most a thousand hours", text);
  }
  if (const auto size = parse_size(text)) {
    require(*size <= kLargestSize, "a size is below 2^63", text);
  }
  if (const auto rate = parse_rate(text)) {
    require(*rate >= 1 / 3.6e6 && *rate <= 1e6, "a rate is in its range", text);
  }
  if (const auto percent = parse_percent(text)) {
    require(*percent >= 0 && *percent <= 100, "a percentage is in its range", text);
  }
}

/// A whole number means the same to all of them.
void check_count(const std::string& text) {
  const auto count = parse_count(text);
  if (!count) return;
  const auto size = parse_size(text);
  require(size.has_value() == (*count <= kLargestSize), "a count below 2^63 is a size", text);
  require(!size || *size == *count, "a size without a unit is in bytes", text);
  const auto kibibytes = parse_size(text + "K");
  require(!kibibytes || *kibibytes == *count * 1024, "K is 1024", text);
  const auto kilobytes = parse_size(text + "KB");
  require(!kilobytes || (*kilobytes == *count * 1000 && !(kibibytes && *kibibytes < *kilobytes)),
          "KB is 1000", text);
  require(parse_size(text + "KiB") == kibibytes, "KiB is K", text);
  const auto duration = parse_duration(text);
  require(duration.has_value() == (*count < 3'600'000), "a count is a number of seconds", text);
  require(!duration || *duration == std::chrono::seconds(*count), "seconds are whole", text);
  require(!duration || parse_duration(text + "000ms") == duration, "ms are a thousandth", text);
  require(parse_percent(text + "%").has_value() == (*count <= 100), "a count is a percentage",
          text);
}

/// What has no unit has the first of them.
void check_units(const std::string& text) {
  if (text.find_first_not_of("0123456789.") != std::string::npos) return;
  require(parse_duration(text) == parse_duration(text + "s"), "durations are in seconds", text);
  require(parse_rate(text) == parse_rate(text + "/s"), "rates are per second", text);
  const auto minutes = parse_duration(text + "m");
  const auto seconds = parse_duration(text);
  require(!parse_duration(text + "h") || minutes, "an hour is longer than a minute", text);
  require(!minutes || (seconds && *seconds <= *minutes), "a minute is longer", text);
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(urlfan::text_of(data, size));
  urlfan::check_ranges(text);
  urlfan::check_count(text);
  urlfan::check_units(text);
  return 0;
}
