#include "src/output/columns.h"

#include <utf8proc.h>

#include <algorithm>

#include "src/base/text.h"

namespace urlfan {
namespace {

constexpr std::string_view kGap = "…";

struct Character {
  std::size_t bytes;
  std::size_t columns;
};

/// The first of a text that is not empty.
Character first_of(std::string_view text) noexcept {
  const std::size_t bytes = character_length(text);
  if (bytes <= 1) return {1, 1};
  const auto code = static_cast<utf8proc_int32_t>(code_point(text.substr(0, bytes)));
  return {bytes, static_cast<std::size_t>(utf8proc_charwidth(code))};
}

/// The end of a text of `width` columns that fits in `most`; it starts with no mark of what is cut
/// off.
std::string_view last_columns(std::string_view text, std::size_t width, std::size_t most) noexcept {
  while (!text.empty()) {
    const Character first = first_of(text);
    if (width <= most && first.columns > 0) break;
    width -= first.columns;
    text.remove_prefix(first.bytes);
  }
  return text;
}

}  // namespace

std::size_t columns(std::string_view text) noexcept {
  if (is_ascii(text)) return text.size();
  std::size_t width = 0;
  while (!text.empty()) {
    const Character first = first_of(text);
    width += first.columns;
    text.remove_prefix(first.bytes);
  }
  return width;
}

std::string_view first_columns(std::string_view text, std::size_t most) noexcept {
  std::size_t end = 0;
  for (std::size_t width = 0; end < text.size();) {
    const Character next = first_of(text.substr(end));
    width += next.columns;
    if (width > most) break;
    end += next.bytes;
  }
  return text.substr(0, end);
}

std::string cut_in_the_middle(std::string_view text, std::size_t most) {
  const std::size_t width = columns(text);
  if (width <= most) return std::string(text);
  if (most == 0) return {};
  const std::string_view start = first_columns(text, most / 2);
  std::string cut(start);
  cut += kGap;
  cut += last_columns(text, width, most - 1 - columns(start));
  return cut;
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t taken = columns(text);
  text.append(width - std::min(width, taken), ' ');
  return text;
}

}  // namespace urlfan
