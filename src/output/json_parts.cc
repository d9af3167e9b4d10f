#include "src/output/json_parts.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace urlfan {
namespace {

void append_digits(std::string& out, std::int64_t number, int width) {
  std::array<char, 8> text{};
  for (int i = width - 1; i >= 0; --i, number /= 10) {
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
  }
  out.append(text.data(), static_cast<std::size_t>(width));
}

void write(JsonWriter& json, const Error& error) {
  json.open_object();
  json.member("code", to_string(error.code));
  json.member("phase", to_string(error.phase));
  json.member("message", error.message);
  json.member("retryable", error.retryable);
  json.member("curl_code", error.curl_code);
  json.close_object();
}

}  // namespace

std::string timestamp(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<milliseconds>(time - day));
  std::string text;
  text.reserve(24);
  append_digits(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_digits(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_digits(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_digits(text, clock.hours().count(), 2);
  text += ':';
  append_digits(text, clock.minutes().count(), 2);
  text += ':';
  append_digits(text, clock.seconds().count(), 2);
  text += '.';
  append_digits(text, clock.subseconds().count(), 3);
  text += 'Z';
  return text;
}

void write(JsonWriter& json, const std::optional<Error>& error) {
  if (error) {
    write(json, *error);
  } else {
    json.null();
  }
}

void write_location(JsonWriter& json, const Location& where) {
  json.member_or_null("file", where.file);
  json.key("line");
  if (where.line == 0) {
    json.null();
  } else {
    json.value(where.line);
  }
}

}  // namespace urlfan
