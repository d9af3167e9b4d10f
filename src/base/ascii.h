#ifndef URLFAN_BASE_ASCII_H_
#define URLFAN_BASE_ASCII_H_

#include <algorithm>
#include <cstddef>
#include <string_view>

// Classes of characters, whatever the locale. A byte that is not ASCII is in none of them.

namespace urlfan {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool is_upper_case(char c) noexcept { return c >= 'A' && c <= 'Z'; }

constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || is_upper_case(c); }

constexpr bool is_letter_or_digit(char c) noexcept { return is_letter(c) || is_digit(c); }

/// One of a few others. A loop, for std::string_view::find is a call for every character.
constexpr bool is_any(char c, std::string_view few) noexcept {
  for (const char each : few) {
    if (c == each) return true;
  }
  return false;
}

/// Of a token: methods and names of headers are such (RFC 9110, section 5.6.2).
constexpr bool is_token_character(char c) noexcept {
  return is_letter_or_digit(c) || is_any(c, "!#$%&'*+-.^_`|~");
}

constexpr bool is_control(char c) noexcept { return (c >= 0 && c < ' ') || c == '\x7F'; }

/// What separates words on a line.
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

constexpr bool is_blank_or_line_end(char c) noexcept {
  return is_blank(c) || c == '\r' || c == '\n';
}

/// At least one, and no other.
constexpr bool are_digits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// How many of them the text starts with.
constexpr std::size_t count_blanks(std::string_view text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_blank(text[count])) ++count;
  return count;
}

/// Without those around it.
constexpr std::string_view without_blanks(std::string_view text) noexcept {
  text.remove_prefix(count_blanks(text));
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// With the letters A to Z in lower case.
constexpr char lower_case(char c) noexcept {
  return is_upper_case(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether the text starts with what is in lower case there, in whatever case it has it.
constexpr bool starts_in_any_case(std::string_view text, std::string_view lower) noexcept {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char left, char right) { return left == lower_case(right); });
}

}  // namespace urlfan

#endif  // URLFAN_BASE_ASCII_H_
