#include "src/base/short_units.h"

#include <array>
#include <chrono>
#include <cstddef>

#include "src/base/units.h"

namespace urlfan {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// "2m 05s"
std::string two_units(std::int64_t small, const char* large_unit, const char* small_unit) {
  constexpr std::int64_t base = 60;
  std::string text = std::to_string(small / base).append(large_unit).append(" ");
  if (small % base < 10) text += '0';
  return text.append(std::to_string(small % base)).append(small_unit);
}

}  // namespace

// Each unit ends where the number would be rounded to the next one.
std::string short_time(Duration time) {
  if (time < milliseconds(1)) return std::to_string(time.count()) + " us";
  if (time < microseconds(9'950)) return fixed_milliseconds(time, 1) + " ms";
  if (time < microseconds(999'500)) return fixed_milliseconds(time, 0) + " ms";
  if (time < milliseconds(9'995)) return fixed_seconds(time, 2) + " s";
  if (time < milliseconds(59'950)) return fixed_seconds(time, 1) + " s";
  const auto whole = std::chrono::round<seconds>(time);
  if (whole < std::chrono::hours(1)) return two_units(whole.count(), "m", "s");
  return two_units(std::chrono::round<std::chrono::minutes>(time).count(), "h", "m");
}

std::string short_size(std::uint64_t bytes) {
  constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  constexpr double step = 1024;
  if (bytes < static_cast<std::uint64_t>(step)) return std::to_string(bytes) + " B";
  double number = static_cast<double>(bytes) / step;
  std::size_t unit = 0;
  for (; number >= step - 0.5 && unit + 1 < units.size(); ++unit) number /= step;
  return fixed_digits(number, number < 9.95 ? 1 : 0).append(" ").append(units[unit]);
}

}  // namespace urlfan
