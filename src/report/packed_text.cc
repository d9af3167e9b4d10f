#include "src/report/packed_text.h"

#include <array>
#include <cstddef>
#include <new>

#include "src/base/text.h"

namespace urlfan {
namespace {

// Of packed bytes in a line: a multiple of three, so that base64 needs no filling.
constexpr std::size_t kLine = 12'288;

// What libz may hold back of earlier texts, and write with a later one.
constexpr std::size_t kHeldByLibz = std::size_t{128} << 10U;

}  // namespace

PackedText::PackedText(std::ostream& out) : out_(out) {
  constexpr int gzip = 16 + MAX_WBITS;
  constexpr int memory = 8;
  if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip, memory, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
}

PackedText::~PackedText() { deflateEnd(&stream_); }

std::streamsize PackedText::xsputn(const char* text, std::streamsize size) {
  pack({text, static_cast<std::size_t>(size)}, Z_NO_FLUSH);
  write_lines();
  return size;
}

PackedText::int_type PackedText::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  xsputn(&one, 1);
  return c;
}

void PackedText::end() {
  pack({}, Z_FINISH);
  write_lines();
  out_ << base64(packed_) << '\n';
  packed_.clear();
}

/// Makes room first: once libz has a text, that text is taken.
void PackedText::pack(std::string_view text, int flush) {
  packed_.reserve(packed_.size() + deflateBound(&stream_, text.size()) + kHeldByLibz);
  // libz takes what it reads for something that it might write.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  stream_.next_in = static_cast<Bytef*>(static_cast<void*>(const_cast<char*>(text.data())));
  stream_.avail_in = static_cast<uInt>(text.size());
  std::array<char, 16'384> piece{};
  do {
    stream_.next_out = static_cast<Bytef*>(static_cast<void*>(piece.data()));
    stream_.avail_out = piece.size();
    deflate(&stream_, flush);
    packed_.append(piece.data(), piece.size() - stream_.avail_out);
  } while (stream_.avail_out == 0);
}

void PackedText::write_lines() {
  std::size_t written = 0;
  try {
    for (; packed_.size() - written >= kLine; written += kLine) {
      out_ << base64(std::string_view(packed_).substr(written, kLine)) + "\n";
    }
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): they are written later
  }
  packed_.erase(0, written);
}

}  // namespace urlfan
