// Packed lists: however the bytes come in pieces, the same text comes out, and what was packed is
// unpacked again.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "src/list/gunzip.h"
#include "tests/fuzz/require.h"
#include "tests/support/gzip.h"

namespace urlfan {
namespace {

// A small input can unpack to a thousand times its size.
constexpr std::size_t kMost = std::size_t{1} << 18U;

struct Unpacked {
  std::string text;
  bool whole = false;
};

/// In pieces of `in` bytes and into rooms of `out`; empty for what is no gzip.
std::optional<Unpacked> unpack(std::string_view packed, std::size_t in, std::size_t out) {
  std::array<char, 4096> room{};
  Unpacked result;
  Gunzip gunzip;
  try {
    while (!packed.empty()) {
      gunzip.feed(packed.substr(0, in));
      packed.remove_prefix(std::min(in, packed.size()));
      while (gunzip.has_more()) {
        const std::size_t got = gunzip.take(room.data(), std::min(out, room.size()));
        require(got <= out, "no more than there is room for");
        require(got > 0 || !gunzip.has_more(), "it ends");
        result.text.append(room.data(), got);
        if (result.text.size() >= kMost) return result;
      }
    }
  } catch (const std::runtime_error&) {
    return {};
  }
  result.whole = gunzip.is_whole();
  return result;
}

void check_pieces(std::string_view packed) {
  const auto at_once = unpack(packed, packed.size(), 4096);
  const auto in_pieces = unpack(packed, 3, 7);
  if ((at_once && at_once->text.size() >= kMost) ||
      (in_pieces && in_pieces->text.size() >= kMost)) {
    return;
  }
  require(at_once.has_value() == in_pieces.has_value(), "pieces are as valid as the whole");
  if (!at_once) return;
  require(at_once->text == in_pieces->text, "pieces give the same text");
  require(at_once->whole == in_pieces->whole, "pieces end where the whole ends");
}

void check_round_trip(std::string_view text) {
  const auto once = unpack(gzip(text), 512, 4096);
  require(once && once->whole && once->text == text, "what was packed is unpacked");
  const auto twice = unpack(gzip(text) + gzip("+") + gzip(text), 512, 4096);
  const std::string expected = std::string(text) + "+" + std::string(text);
  require(twice && twice->whole && twice->text == expected, "so are several members");
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = urlfan::text_of(data, size);
  urlfan::check_pieces(bytes);
  if (size <= 4096) urlfan::check_round_trip(bytes);
  return 0;
}
