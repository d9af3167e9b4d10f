#ifndef URLFAN_BASE_SCAN_H_
#define URLFAN_BASE_SCAN_H_

#include <cstddef>
#include <string_view>

#include "src/base/ascii.h"

namespace urlfan {

/// Where the first character from `start` on stands that is one of a few; else the size of the
/// text. For each line of a list: std::string_view::find_first_of is a call for every character.
constexpr std::size_t find_any(std::string_view text, std::string_view few,
                               std::size_t start = 0) noexcept {
  for (std::size_t at = start; at < text.size(); ++at) {
    for (const char each : few) {
      if (text[at] == each) return at;
    }
  }
  return text.size();
}

/// Whether the name of a host is an address, or nothing that a name server knows: in brackets, or
/// digits and dots alone.
constexpr bool is_address_literal(std::string_view host) noexcept {
  if (host.starts_with('[')) return true;
  for (const char c : host) {
    if (!is_digit(c) && c != '.') return false;
  }
  return true;
}

}  // namespace urlfan

#endif  // URLFAN_BASE_SCAN_H_
