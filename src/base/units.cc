#include "src/base/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <system_error>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

/// Takes a plain decimal number off the front of `text`.
std::optional<double> take_number(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && (is_digit(text[length]) || text[length] == '.')) ++length;
  double value = 0;
  const char* end = text.data() + length;
  const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (length == 0 || error != std::errc() || stop != end) return {};
  text.remove_prefix(length);
  return value;
}

struct TimeUnit {
  std::string_view name;
  double microseconds = 0;
};
constexpr std::array<TimeUnit, 7> kTimeUnits{
    {{"", 1e6}, {"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}, {"h", 3600e6}, {"d", 86400e6}}};

struct SizeUnit {
  std::string_view name;
  std::uint64_t bytes = 1;
};
// The short ones have always been powers of 1024 here, as with curl.
constexpr std::array<SizeUnit, 10> kSizeUnits{{{"", 1},
                                               {"K", 1U << 10U},
                                               {"M", 1U << 20U},
                                               {"G", 1U << 30U},
                                               {"KiB", 1U << 10U},
                                               {"MiB", 1U << 20U},
                                               {"GiB", 1U << 30U},
                                               {"KB", 1'000},
                                               {"MB", 1'000'000},
                                               {"GB", 1'000'000'000}}};

}  // namespace

bool has_unit(std::string_view duration) noexcept {
  return !duration.empty() && is_letter(duration.back());
}

std::optional<Duration> parse_duration(std::string_view text) {
  const auto number = take_number(text);
  if (!number) return {};
  const auto* const unit = std::find_if(kTimeUnits.begin(), kTimeUnits.end(),
                                        [text](const auto& each) { return each.name == text; });
  if (unit == kTimeUnits.end()) return {};
  const double microseconds = *number * unit->microseconds;
  constexpr double thousand_hours = 3.6e12;
  if (microseconds >= thousand_hours) return {};
  return Duration(std::llround(microseconds));
}

std::optional<double> parse_rate(std::string_view text) {
  const auto number = take_number(text);
  if (!number) return {};
  double rate = *number;
  if (text == "/m") {
    rate /= 60;
  } else if (text != "/s" && !text.empty()) {
    return {};
  }
  constexpr double least = 1 / 3.6e6;
  constexpr double most = 1e6;
  if (rate < least || rate > most) return {};
  return rate;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return {};
  return value;
}

std::optional<double> parse_percent(std::string_view text) {
  const auto number = take_number(text);
  if (!number || text != "%" || *number > 100) return {};
  return number;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc()) return {};
  const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  const auto* const known = std::find_if(kSizeUnits.begin(), kSizeUnits.end(),
                                         [unit](const auto& each) { return each.name == unit; });
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (known == kSizeUnits.end() || value > most / known->bytes) return {};
  return value * known->bytes;
}

std::string milliseconds_text(Duration duration) {
  std::array<char, kLongestMilliseconds + 2> text{};
  char* end = put_milliseconds(text.data(), duration);
  *end++ = 'm';
  *end++ = 's';
  return {text.data(), end};
}

std::string exact_milliseconds(Duration duration) {
  std::array<char, kLongestMilliseconds> text{};
  return {text.data(), put_milliseconds(text.data(), duration)};
}

std::string rounded_seconds(Duration duration) {
  constexpr int digits = 6;
  std::array<char, 32> text{};
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto written = std::to_chars(text.data(), text.data() + text.size(), seconds,
                                     std::chars_format::general, digits);
  return {text.data(), written.ptr};
}

std::string fixed_digits(double number, int digits) {
  // The largest double has 309 digits before the point.
  std::array<char, 400> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), number,
                                     std::chars_format::fixed, digits);
  return {text.data(), written.ptr};
}

}  // namespace urlfan
