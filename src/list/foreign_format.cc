#include "src/list/foreign_format.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

struct Format {
  std::string_view start;
  std::string_view name;
};

using namespace std::string_view_literals;

// The longer of two that begin the same goes first.
constexpr std::array<Format, 14> kFormats{{
    {"\xFF\xFE\0\0"sv, "UTF-32 text"},
    {"\0\0\xFE\xFF"sv, "UTF-32 text"},
    {"\xFF\xFE"sv, "UTF-16 text"},
    {"\xFE\xFF"sv, "UTF-16 text"},
    {"\x28\xB5\x2F\xFD"sv, "packed by zstd"},
    {"\xFD\x37zXZ\0"sv, "packed by xz"},
    {"\x04\x22\x4D\x18"sv, "packed by lz4"},
    {"LZIP\x01"sv, "packed by lzip"},
    {"\x5D\0\0"sv, "packed by lzma"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7z archive"},
    {"PK\x03\x04"sv, "a zip archive"},
    {"Rar!\x1A\x07"sv, "a rar archive"},
    {"\x89LZO\0"sv, "packed by lzop"},
    {"%PDF-"sv, "a PDF document"},
}};

/// Each second byte of what is ASCII.
bool is_utf16_of_ascii(std::string_view start, std::size_t zeros) noexcept {
  constexpr std::size_t enough = 8;
  if (start.size() < enough) return false;
  for (std::size_t i = 0; i < enough; ++i) {
    if ((start[i] == '\0') != (i % 2 == zeros)) return false;
  }
  return true;
}

bool is_bzip2(std::string_view start) noexcept {
  return start.starts_with("BZh") && start.size() > 3 && is_digit(start[3]) && start[3] != '0' &&
         start.substr(4).starts_with("1AY&SY");
}

}  // namespace

std::string_view foreign_format(std::string_view start) noexcept {
  const auto* const found =
      std::find_if(kFormats.begin(), kFormats.end(),
                   [start](const Format& format) { return start.starts_with(format.start); });
  if (found != kFormats.end()) return found->name;
  if (is_utf16_of_ascii(start, 0) || is_utf16_of_ascii(start, 1)) return "UTF-16 text";
  return is_bzip2(start) ? "packed by bzip2" : std::string_view();
}

}  // namespace urlfan
