#include "src/check/surroundings.h"

#include <algorithm>
#include <cstddef>
#include <functional>

#include "src/base/ascii.h"
#include "src/base/text.h"

namespace urlfan {
namespace {

constexpr std::size_t kCharacters = 80;
// A shorter start says nothing.
constexpr std::size_t kShortestStart = 3;
// It helps a person to see what is wrong, and must not hold up the other lines.
constexpr std::size_t kSearched = std::size_t{1} << 20U;

/// A byte of UTF-8 that no character starts with.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The start of the character that is so many before `at`.
std::size_t back(std::string_view text, std::size_t at, std::size_t characters) {
  for (; at > 0 && characters > 0; --characters) {
    --at;
    while (at > 0 && continues(text[at])) --at;
  }
  return at;
}

std::size_t forth(std::string_view text, std::size_t at, std::size_t characters) {
  for (; at < text.size() && characters > 0; --characters) {
    ++at;
    while (at < text.size() && continues(text[at])) ++at;
  }
  return at;
}

std::string_view in_any_case(std::string_view text, std::string_view wanted) {
  const auto hash = [](char c) { return std::hash<char>()(lower_case(c)); };
  const auto same = [](char left, char right) { return lower_case(left) == lower_case(right); };
  const auto* const found =
      std::search(text.begin(), text.end(),
                  std::boyer_moore_horspool_searcher(wanted.begin(), wanted.end(), hash, same));
  if (found == text.end()) return {};
  return text.substr(static_cast<std::size_t>(found - text.begin()), wanted.size());
}

}  // namespace

std::string surroundings(std::string_view text, std::string_view part) {
  const auto at = static_cast<std::size_t>(part.data() - text.data());
  const auto inside = static_cast<std::size_t>(
      std::count_if(part.begin(), part.end(), [](char c) { return !continues(c); }));
  std::size_t begin = back(text, at, (kCharacters - std::min(inside, kCharacters)) / 2);
  const std::size_t end = forth(text, begin, kCharacters);
  if (end == text.size()) begin = std::min(begin, back(text, end, kCharacters));
  std::string shown(begin > 0 ? kCutMark : std::string_view());
  shown += text.substr(begin, end - begin);
  return end < text.size() ? shown.append(kCutMark) : shown;
}

std::string_view nearest(std::string_view text, std::string_view wanted) {
  text = text.substr(0, kSearched);
  if (const auto found = in_any_case(text, wanted); !found.empty()) return found;
  // Where a start is found, every shorter one is.
  std::size_t known = 0;
  std::size_t most = wanted.size();
  std::size_t at = 0;
  while (known < most) {
    const std::size_t half = known + (most - known + 1) / 2;
    const auto found = text.find(wanted.substr(0, half));
    if (found == std::string_view::npos) {
      most = half - 1;
    } else {
      known = half;
      at = found;
    }
  }
  return known < kShortestStart ? text.substr(0, 0) : text.substr(at, known);
}

}  // namespace urlfan
