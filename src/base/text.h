#ifndef URLFAN_BASE_TEXT_H_
#define URLFAN_BASE_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/ascii.h"

namespace urlfan {

/// The length of the character that starts a text that is not empty; 0 when there is none that
/// is whole and valid UTF-8 (RFC 3629).
std::size_t character_length(std::string_view text) noexcept;

/// The number of a character that is whole and in UTF-8.
constexpr char32_t code_point(std::string_view character) noexcept {
  char32_t code = static_cast<unsigned char>(character[0]);
  if (character.size() > 1) code &= 0xFFU >> (character.size() + 1);
  for (const char c : character.substr(1)) {
    code = code << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return code;
}

/// Whether a character, whole and in UTF-8, does something where it is shown, and is not seen doing
/// it: control characters (C0, DEL, C1), marks that turn the direction of writing, separators of
/// lines, characters without width.
bool acts_unseen(std::string_view character) noexcept;

/// With the letters A to Z in lower case, whatever the locale.
std::string lower_case(std::string_view text);

bool is_ascii(std::string_view text) noexcept;

/// The length of the longest prefix that is whole, valid UTF-8.
std::size_t valid_utf8_prefix(std::string_view text) noexcept;

inline bool is_utf8(std::string_view text) noexcept {
  return valid_utf8_prefix(text) == text.size();
}

/// `text` without the character that its end cuts in two, if there is one.
std::string_view drop_cut_character(std::string_view text) noexcept;

/// The bytes as \xNN each.
void append_escaped(std::string& out, std::string_view bytes);

/// Fit for a terminal and a log line: what acts_unseen and bytes that are not UTF-8 become \xNN; so
/// does the bracket of ##[, with which the log of a CI runner can be commanded.
std::string printable(std::string_view text);

/// RFC 4648, section 4.
std::string base64(std::string_view bytes);
/// The other way; empty when it is not that.
std::optional<std::string> from_base64(std::string_view text);

/// All but RFC 3986's unreserved characters as %XX.
std::string percent_encode(std::string_view text);

/// What excerpt ends with when it has left something out.
inline constexpr std::string_view kCutMark = "...";

/// With *** in place of everything that could be user information of a URL.
std::string mask_user_information(std::string_view text);

/// At most `most` bytes of a line, printable, and with everything that could be user information
/// of a URL as ***.
std::string excerpt(std::string_view line, std::size_t most = 80);

/// The same of a line whose end is not there, so that an @ may have been cut off.
std::string excerpt_of_start(std::string_view start, std::size_t most = 80);

/// "SIGTERM"; for a number that has no name, "signal 40".
std::string signal_name(int number);

}  // namespace urlfan

#endif  // URLFAN_BASE_TEXT_H_
