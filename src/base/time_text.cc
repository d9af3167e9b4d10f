#include "src/base/time_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

void append_digits(std::string& out, std::int64_t number, std::size_t width) {
  const std::size_t end = out.size() + width;
  out.resize(end);
  for (std::size_t i = 1; i <= width; ++i, number /= 10) {
    out[end - i] = static_cast<char>('0' + number % 10);
  }
}

/// Whether the text has digits where the form has a 0, and else the form's own characters.
bool has_form(std::string_view text, std::string_view form) {
  return std::equal(text.begin(), text.end(), form.begin(), form.end(),
                    [](char c, char its) { return its == '0' ? is_digit(c) : c == its; });
}

int number_at(std::string_view text, std::size_t start, std::size_t width) {
  int number = 0;
  for (const char c : text.substr(start, width)) number = number * 10 + (c - '0');
  return number;
}

/// RFC 3339, with so many digits of a second.
template <typename Unit>
std::string to_the(WallTime time, std::size_t digits) {
  std::string text = date_and_time(time, 'T');
  text += '.';
  append_digits(text, std::chrono::floor<Unit>(time - std::chrono::floor<seconds>(time)).count(),
                digits);
  text += 'Z';
  return text;
}

}  // namespace

WallTime wall_time(seconds since_1970) noexcept {
  constexpr auto most = std::chrono::floor<seconds>(WallTime::duration::max());
  constexpr auto least = std::chrono::ceil<seconds>(WallTime::duration::min());
  return WallTime(std::clamp(since_1970, least, most));
}

std::string date_and_time(WallTime time, char between) {
  // In seconds: the first day that there is begins before the first nanosecond.
  const auto second = std::chrono::floor<seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(second - day);
  std::string text;
  text.reserve(24);
  append_digits(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_digits(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_digits(text, static_cast<unsigned>(date.day()), 2);
  text += between;
  append_digits(text, clock.hours().count(), 2);
  text += ':';
  append_digits(text, clock.minutes().count(), 2);
  text += ':';
  append_digits(text, clock.seconds().count(), 2);
  return text;
}

std::string timestamp(WallTime time) { return to_the<milliseconds>(time, 3); }

std::string fine_timestamp(WallTime time) { return to_the<microseconds>(time, 6); }

std::optional<WallTime> parse_timestamp(std::string_view text) {
  const bool fine = has_form(text, "0000-00-00T00:00:00.000000Z");
  if (!fine && !has_form(text, "0000-00-00T00:00:00.000Z")) return {};
  const std::chrono::year_month_day date(
      std::chrono::year(number_at(text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
  const std::chrono::hours hour(number_at(text, 11, 2));
  const std::chrono::minutes minute(number_at(text, 14, 2));
  const seconds second(number_at(text, 17, 2));
  const bool in_reach =
      date.year() >= std::chrono::year(1677) && date.year() <= std::chrono::year(2262);
  if (!date.ok() || !in_reach || hour.count() > 23 || minute.count() > 59 || second.count() > 59) {
    return {};
  }
  const WallTime whole =
      wall_time(std::chrono::sys_days(date).time_since_epoch() + hour + minute + second);
  const microseconds rest(fine ? number_at(text, 20, 6) : number_at(text, 20, 3) * 1000);
  return whole > WallTime::max() - rest ? WallTime::max() : whole + rest;
}

}  // namespace urlfan
