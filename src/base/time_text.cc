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

/// In place, and in 32 bits: each result has two times.
char* put_digits(char* to, std::uint32_t number, std::size_t width) {
  for (std::size_t i = width; i > 0; --i, number /= 10) {
    to[i - 1] = static_cast<char>('0' + number % 10);
  }
  return to + width;
}

constexpr std::size_t kSizeOfDateAndTime = 19;

char* put_date_and_time(char* to, WallTime time, char between) {
  // In seconds: the first day that there is begins before the first nanosecond.
  const auto second = std::chrono::floor<seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const auto of_day = static_cast<std::uint32_t>((second - day).count());
  to = put_digits(to, static_cast<std::uint32_t>(static_cast<int>(date.year())), 4);
  *to++ = '-';
  to = put_digits(to, static_cast<unsigned>(date.month()), 2);
  *to++ = '-';
  to = put_digits(to, static_cast<unsigned>(date.day()), 2);
  *to++ = between;
  to = put_digits(to, of_day / 3600, 2);
  *to++ = ':';
  to = put_digits(to, of_day / 60 % 60, 2);
  *to++ = ':';
  return put_digits(to, of_day % 60, 2);
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
  const auto rest = std::chrono::floor<Unit>(time - std::chrono::floor<seconds>(time)).count();
  std::string text(kSizeOfDateAndTime + digits + 2, 'Z');
  char* to = put_date_and_time(text.data(), time, 'T');
  *to++ = '.';
  put_digits(to, static_cast<std::uint32_t>(rest), digits);
  return text;
}

}  // namespace

WallTime wall_time(seconds since_1970) noexcept {
  constexpr auto most = std::chrono::floor<seconds>(WallTime::duration::max());
  constexpr auto least = std::chrono::ceil<seconds>(WallTime::duration::min());
  return WallTime(std::clamp(since_1970, least, most));
}

std::string date_and_time(WallTime time, char between) {
  std::string text(kSizeOfDateAndTime, ' ');
  put_date_and_time(text.data(), time, between);
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
