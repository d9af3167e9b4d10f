#ifndef URLFAN_BASE_HEX_H_
#define URLFAN_BASE_HEX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/ascii.h"

namespace urlfan {

/// By value.
inline constexpr std::string_view kHexDigits = "0123456789abcdef";

/// The value of a digit in either case; 16 for what is none.
constexpr unsigned hex_value(char c) noexcept {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = lower_case(c);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10U : 16U;
}

constexpr bool is_hex_digit(char c) noexcept { return hex_value(c) < 16; }

/// Of all digits together, at most eight of them; empty when one is none.
constexpr std::optional<unsigned> parse_hex(std::string_view digits) noexcept {
  unsigned value = 0;
  for (const char c : digits) {
    if (!is_hex_digit(c)) return {};
    value = value << 4U | hex_value(c);
  }
  return value;
}

/// Two digits for each byte, in lower case.
inline void append_hex(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {kHexDigits[byte >> 4U], kHexDigits[byte & 0xFU]};
  }
}

/// All sixteen digits of it, in lower case.
inline std::string hex_of(std::uint64_t number) {
  std::string text(16, '0');
  for (auto digit = text.rbegin(); number > 0; number >>= 4U, ++digit) {
    *digit = kHexDigits[number & 0xFU];
  }
  return text;
}

/// The byte as %XX, in upper case as RFC 3986 wants it (section 2.1).
inline void append_percent(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
}

}  // namespace urlfan

#endif  // URLFAN_BASE_HEX_H_
