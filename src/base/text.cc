#include "src/base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "src/base/hex.h"

namespace urlfan {
namespace {

/// Whether the eight bytes are ASCII, as most text is.
bool are_ascii(const char* bytes) noexcept {
  std::uint64_t block = 0;
  std::memcpy(&block, bytes, sizeof block);
  return (block & 0x8080808080808080U) == 0;
}

}  // namespace

std::size_t character_length(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  // The second byte's range shuts out overlong forms, surrogates and what is above U+10FFFF.
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  return length;
}

bool acts_unseen(std::string_view character) noexcept {
  const auto byte = [character](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return is_control(character[0]);
  if (character.size() == 2) {
    // U+0080 to U+009F, U+061C
    return (byte(0) == 0xC2 && byte(1) < 0xA0) || character == "\xD8\x9C";
  }
  if (character.size() == 3 && byte(0) == 0xE2) {
    // U+200B to U+200F, U+2028 to U+202E; U+2060 to U+206F
    return (byte(1) == 0x80 &&
            ((byte(2) >= 0x8B && byte(2) <= 0x8F) || (byte(2) >= 0xA8 && byte(2) <= 0xAE))) ||
           (byte(1) == 0x81 && byte(2) >= 0xA0 && byte(2) <= 0xAF);
  }
  // U+180E, U+FEFF, U+FFF9 to U+FFFB; U+E0000 to U+E007F
  return character == "\xE1\xA0\x8E" || character == "\xEF\xBB\xBF" ||
         (character.starts_with("\xEF\xBF") && byte(2) >= 0xB9 && byte(2) <= 0xBB) ||
         character.starts_with("\xF3\xA0\x80") || character.starts_with("\xF3\xA0\x81");
}

bool is_ascii(std::string_view text) noexcept {
  constexpr std::size_t block = 8;
  for (; text.size() >= block; text.remove_prefix(block)) {
    if (!are_ascii(text.data())) return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

std::size_t valid_utf8_prefix(std::string_view text) noexcept {
  constexpr std::size_t block = 8;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= block && are_ascii(text.data() + at)) {
      at += block;
      continue;
    }
    const std::size_t length = character_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return at;
}

std::string_view drop_cut_character(std::string_view text) noexcept {
  // A lead byte among the last three whose character does not fit.
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80) continue;  // a continuation: look further back
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    if (length > back) text.remove_suffix(back);
    break;
  }
  return text;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = lower_case(c);
  return lower;
}

void append_escaped(std::string& out, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out += "\\x";
    append_hex(out, bytes.substr(i, 1));
  }
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    const bool command = character == "[" && out.ends_with("##");
    if (length == 0 || acts_unseen(character) || command) {
      append_escaped(out, character);
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  return out;
}

namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8U | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= group.size() ? kBase64[bits >> (18 - 6 * k) & 0x3FU] : '=';
    }
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  const auto digits = text.substr(0, text.find('='));
  if (text.size() - digits.size() > 2 ||
      text.find_first_not_of('=', digits.size()) != std::string_view::npos) {
    return {};
  }
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned known = 0;
  for (const char c : digits) {
    const auto value = kBase64.find(c);
    if (value == std::string_view::npos) return {};
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    known += 6;
    if (known < 8) continue;
    known -= 8;
    out += static_cast<char>(bits >> known & 0xFFU);
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter_or_digit(c) || is_any(c, "-._~")) {
      out += c;
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

std::string mask_user_information(std::string_view text) {
  std::string shown(text);
  // Too much is hidden rather than too little: where this cannot be understood, nobody knows where
  // a password in it would end.
  if (const auto first_at = shown.find('@'); first_at != std::string::npos) {
    const auto scheme = shown.find("://");
    const std::size_t start = scheme < first_at ? scheme + 3 : 0;
    shown.replace(start, shown.rfind('@') - start, "***");
  }
  return shown;
}

std::string excerpt(std::string_view line, std::size_t most) {
  std::string shown = mask_user_information(line);
  const bool cut = shown.size() > most;
  if (cut) shown = std::string(drop_cut_character(std::string_view(shown).substr(0, most)));
  std::string out = printable(shown);
  if (cut) out += kCutMark;
  return out;
}

std::string excerpt_of_start(std::string_view start, std::size_t most) {
  // After the last @ whatever follows a colon may be the first half of user information, and so
  // may all that follows a scheme when a colon comes after it.
  const auto at = start.rfind('@');
  const auto from = at == std::string_view::npos ? 0 : at + 1;
  const auto scheme = start.find("://", from);
  const auto open = scheme == std::string_view::npos ? from : scheme + 3;
  const bool authority = scheme != std::string_view::npos &&
                         start.find_first_of("/?#", open) == std::string_view::npos;
  if (authority || start.find(':', open) != std::string_view::npos) start = start.substr(0, open);
  std::string shown = excerpt(start, most);
  if (!shown.ends_with(kCutMark)) shown += kCutMark;
  return shown;
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(number);
}

}  // namespace urlfan
