#include "src/output/json_writer.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "src/base/hex.h"
#include "src/base/text.h"
#include "src/base/units.h"

namespace urlfan {
namespace {

constexpr std::size_t kTypicalLine = 3072;
constexpr std::size_t kLargeLine = std::size_t{256} << 10U;
// A byte becomes \u00xx at worst, and one that is not UTF-8 three bytes.
constexpr std::size_t kWorstGrowth = 6;
constexpr std::size_t kPiece = 256;
constexpr char kDelete = 0x7F;

constexpr std::uint64_t repeat(unsigned byte) { return 0x0101010101010101U * byte; }

constexpr std::uint64_t kBlanks = repeat(' ');

/// Whether none of eight bytes needs an escape or a look at its encoding. Each term leaves the
/// high bit set in a byte that is the one looked for (Hacker's Delight, 6-1), or set already.
bool is_plain(std::uint64_t block) {
  const auto has_zero = [](std::uint64_t x) { return (x - repeat(0x01)) & ~x; };
  const std::uint64_t below_space = (block - repeat(0x20)) & ~block;
  const std::uint64_t above_delete = block + (repeat(0x80) - repeat(kDelete));
  return ((block | below_space | above_delete | has_zero(block ^ repeat('"')) |
           has_zero(block ^ repeat('\\'))) &
          repeat(0x80)) == 0;
}

/// A half of UTF-16.
char* put_unit(char* to, unsigned unit) {
  *to++ = '\\';
  *to++ = 'u';
  for (const unsigned shift : {12U, 8U, 4U, 0U}) *to++ = kHexDigits[unit >> shift & 0xFU];
  return to;
}

/// What is more than one byte in UTF-8.
char* escape(char* to, std::string_view character) {
  char32_t code = code_point(character);
  if (code < 0x10000) return put_unit(to, code);
  code -= 0x10000;
  return put_unit(put_unit(to, 0xD800U | code >> 10U), 0xDC00U | (code & 0x3FFU));
}

char* escape(char* to, char c) {
  *to++ = '\\';
  switch (c) {
    case '"':
    case '\\':
      *to++ = c;
      break;
    case '\n':
      *to++ = 'n';
      break;
    case '\r':
      *to++ = 'r';
      break;
    case '\t':
      *to++ = 't';
      break;
    default:
      return put_unit(to - 1, static_cast<unsigned char>(c));
  }
  return to;
}

/// Writes the text's first character, or U+FFFD for a byte that starts none, and takes it off. What
/// a terminal would obey is escaped, whoever shows this later.
char* put_character(char* to, std::string_view& text) {
  const char c = text.front();
  if (static_cast<unsigned char>(c) < 0x80) {
    text.remove_prefix(1);
    if (c >= 0x20 && c != '"' && c != '\\' && c != kDelete) {
      *to++ = c;
      return to;
    }
    return escape(to, c);
  }
  const std::size_t length = character_length(text);
  const std::string_view character = length == 0 ? "\xEF\xBF\xBD" : text.substr(0, length);
  text.remove_prefix(std::max<std::size_t>(length, 1));
  if (acts_unseen(character)) return escape(to, character);
  return std::copy(character.begin(), character.end(), to);
}

}  // namespace

void JsonWriter::clear() {
  size_ = 0;
  comma_ = false;
  if (capacity_ <= kLargeLine) return;
  out_.reset();
  capacity_ = 0;
}

void JsonWriter::grow(std::size_t bytes) {
  const std::size_t capacity = std::max({size_ + bytes, 2 * capacity_, kTypicalLine});
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  std::copy_n(out_.get(), size_, larger.get());
  out_ = std::move(larger);
  capacity_ = capacity;
}

void JsonWriter::value(Duration duration) {
  advance_to(put_milliseconds(separate(kLongestMilliseconds), duration));
}

void JsonWriter::value(std::string_view text) {
  char* to = separate(1);
  *to++ = '"';
  advance_to(to);
  while (!text.empty()) put_some(text);
  to = room(1);
  *to++ = '"';
  advance_to(to);
}

void JsonWriter::put_some(std::string_view& text) {
  // In pieces, so that a large body does not ask for six times its size.
  const std::size_t left = text.size() - std::min(text.size(), kPiece);
  char* to = room(kWorstGrowth * (kPiece + sizeof(std::uint64_t)));
  while (text.size() > left) {
    std::uint64_t block = kBlanks;
    if (text.size() >= sizeof block) {
      std::memcpy(&block, text.data(), sizeof block);
      if (is_plain(block)) {
        to = put(to, text.substr(0, sizeof block));
        text.remove_prefix(sizeof block);
        continue;
      }
    } else {
      std::memcpy(&block, text.data(), text.size());
      if (is_plain(block)) {
        std::memcpy(to, &block, sizeof block);  // there is room for more than is of the text
        to += text.size();
        text = {};
        continue;
      }
    }
    to = put_character(to, text);
  }
  advance_to(to);
}

}  // namespace urlfan
