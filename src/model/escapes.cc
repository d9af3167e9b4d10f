#include "src/model/escapes.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/hex.h"

namespace urlfan {
namespace {

Unescaped one(char byte, std::size_t length) { return {{byte}, 1, length}; }

/// A character as UTF-8.
Unescaped from_code_point(unsigned code, std::size_t length) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  const auto tail = [&](unsigned shift) { return byte(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) return one(byte(code), length);
  if (code < 0x800) return {{byte(0xC0U | code >> 6U), tail(0)}, 2, length};
  if (code < 0x10000) return {{byte(0xE0U | code >> 12U), tail(6), tail(0)}, 3, length};
  if (code > 0x10FFFF) return {};
  return {{byte(0xF0U | code >> 18U), tail(12), tail(6), tail(0)}, 4, length};
}

/// The number in \uXXXX, at the start of the text.
std::optional<unsigned> utf16_unit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return {};
  return parse_hex(text.substr(2, 4));
}

/// \u00e9, or a pair of them that stands for one character.
Unescaped from_unicode(std::string_view text) {
  const auto first = utf16_unit(text);
  if (!first) return {};
  const auto second = *first >> 10U == 0x36 ? utf16_unit(text.substr(6)) : std::nullopt;
  if (!second || *second >> 10U != 0x37) return from_code_point(*first, 6);
  return from_code_point(0x10000 + ((*first & 0x3FFU) << 10U | (*second & 0x3FFU)), 12);
}

/// One of JSON, or of printable().
Unescaped from_backslash(std::string_view text) {
  constexpr std::string_view names = "\"\\/bfnrt";
  constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
  if (text.size() < 2) return {};
  if (const auto at = names.find(text[1]); at != std::string_view::npos) return one(meant[at], 2);
  if (text[1] == 'u') return from_unicode(text);
  if (text[1] == 'x' && text.size() >= 4) {
    if (const auto code = parse_hex(text.substr(2, 2))) return one(static_cast<char>(*code), 4);
  }
  return {};
}

/// What stands between & and ; in HTML and XML: a number, or one of the names that are escaped for.
Unescaped from_reference(std::string_view text) {
  constexpr std::size_t longest = 10;
  const auto end = text.substr(0, longest).find(';');
  if (end == std::string_view::npos) return {};
  const std::string_view name = text.substr(1, end - 1);
  using Named = std::pair<std::string_view, char>;
  for (const auto& [known, meant] : {Named{"amp", '&'}, Named{"lt", '<'}, Named{"gt", '>'},
                                     Named{"quot", '"'}, Named{"apos", '\''}}) {
    if (name == known) return one(meant, end + 1);
  }
  if (name.size() < 2 || name[0] != '#') return {};
  if (name[1] == 'x' || name[1] == 'X') {
    const auto code = parse_hex(name.substr(2));
    return code && name.size() > 2 ? from_code_point(*code, end + 1) : Unescaped();
  }
  unsigned code = 0;
  const auto [stop, error] = std::from_chars(name.data() + 1, name.data() + name.size(), code);
  const bool number = error == std::errc() && stop == name.data() + name.size();
  return number ? from_code_point(code, end + 1) : Unescaped();
}

}  // namespace

Unescaped unescape(std::string_view text) {
  switch (text[0]) {
    case '%':
      if (text.size() >= 3) {
        if (const auto code = parse_hex(text.substr(1, 2))) {
          return one(static_cast<char>(*code), 3);
        }
      }
      return {};
    case '+':  // in a query
      return one(' ', 1);
    case ' ':
      return one('+', 1);
    case '&':
      return from_reference(text);
    case '\\':
      return from_backslash(text);
    case '\'':  // as a shell needs a quote inside of quotes
      return text.starts_with("'\\''") ? one('\'', 4) : Unescaped();
    default:
      return {};
  }
}

bool may_be_half_an_escape(std::string_view rest) {
  const auto all_of = [&rest](auto is_one) {
    return std::all_of(rest.begin() + 1, rest.end(), is_one);
  };
  switch (rest[0]) {
    case '%':
      return rest.size() < 3 && all_of(is_hex_digit);
    case '&':
      return rest.size() < 10 && all_of([](char c) { return is_letter_or_digit(c) || c == '#'; });
    case '\\': {
      const auto first = utf16_unit(rest);
      if (first) return *first >> 10U == 0x36 && rest.size() < 12;  // of a pair
      return rest.size() < 6 && all_of([](char c) { return is_hex_digit(c) || is_any(c, "uUxX"); });
    }
    case '\'':
      return std::string_view("'\\''").starts_with(rest);
    default:
      return false;
  }
}

}  // namespace urlfan
