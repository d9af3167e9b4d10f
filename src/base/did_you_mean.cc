#include "src/base/did_you_mean.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

constexpr std::size_t kFarthest = 3;

/// How many characters have to be put in, taken out, exchanged, or swapped with their neighbour
/// (the distance of optimal string alignment).
std::size_t distance(std::string_view from, std::string_view to) {
  // Three rows of the table: what the next one is made of.
  std::array<std::vector<std::size_t>, 3> rows;
  for (auto& row : rows) row.resize(to.size() + 1);
  auto& [before, last, next] = rows;
  for (std::size_t j = 0; j <= to.size(); ++j) last[j] = j;
  const auto same = [&](std::size_t i, std::size_t j) {
    return lower_case(from[i - 1]) == lower_case(to[j - 1]);
  };
  for (std::size_t i = 1; i <= from.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      next[j] =
          std::min({last[j] + 1, next[j - 1] + 1, last[j - 1] + std::size_t{same(i, j) ? 0U : 1U}});
      const bool swapped = i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j);
      if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(next);
  }
  return last[to.size()];
}

/// How long the start is that all have, up to a - or _: -- and URLFAN_ make nothing more alike.
std::size_t common_start(std::string_view unknown, std::span<const std::string_view> known) {
  std::size_t size = unknown.size();
  for (const auto word : known) {
    const auto [end, _] = std::mismatch(word.begin(), word.end(), unknown.begin(),
                                        unknown.begin() + static_cast<std::ptrdiff_t>(size));
    size = static_cast<std::size_t>(end - word.begin());
  }
  const auto last = unknown.substr(0, size).find_last_of("-_");
  return known.empty() || last == std::string_view::npos ? 0 : last + 1;
}

}  // namespace

std::string did_you_mean(std::string_view unknown, std::span<const std::string_view> known) {
  const std::size_t start = common_start(unknown, known);
  const std::size_t farthest = std::min((unknown.size() - start) / 3, kFarthest);
  std::string_view nearest;
  std::size_t least = farthest + 1;
  for (const auto word : known) {
    // What is written can be as long as a line.
    const auto [shorter, longer] = std::minmax({word.size(), unknown.size()});
    if (longer - shorter >= least) continue;
    const std::size_t away = distance(unknown, word);
    if (away >= least) continue;
    least = away;
    nearest = word;
  }
  return std::string(nearest);
}

std::string suggestion(std::string_view unknown, std::span<const std::string_view> known) {
  const std::string meant = did_you_mean(unknown, known);
  return meant.empty() ? meant : "did you mean " + meant + "? ";
}

}  // namespace urlfan
