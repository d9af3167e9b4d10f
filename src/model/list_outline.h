#ifndef URLFAN_MODEL_LIST_OUTLINE_H_
#define URLFAN_MODEL_LIST_OUTLINE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace urlfan {

/// What a list is known by again, and what tells where another one differs: its digest on the way,
/// after each `stride` lines. A few kilobytes, however long the list.
struct ListOutline {
  static constexpr std::size_t kMostCheckpoints = 1024;

  std::uint64_t lines = 0;
  /// Of all of them.
  std::uint64_t digest = 0;
  /// A power of two.
  std::uint64_t stride = 1;
  /// One for each whole stride.
  std::vector<std::uint64_t> checkpoints = {};

  /// Takes one line more, by what the digest is behind it.
  void add(std::uint64_t digest_behind);
  /// Whether the digest behind so many lines can be that of this list.
  bool agrees(std::uint64_t digest_behind, std::uint64_t count) const noexcept;

  bool operator==(const ListOutline& other) const = default;
};

/// Where two lists begin to differ, as near as their checkpoints tell: the line is one from `first`
/// to `last`, both from 0. Either may lie behind the end of the shorter list.
struct Difference {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};
/// Empty: they are the same.
std::optional<Difference> difference(const ListOutline& one, const ListOutline& other);

}  // namespace urlfan

#endif  // URLFAN_MODEL_LIST_OUTLINE_H_
