#include "src/model/list_outline.h"

#include <algorithm>

namespace urlfan {
namespace {

std::uint64_t digest_behind(const ListOutline& outline, std::uint64_t count) {
  return outline.checkpoints[count / outline.stride - 1];
}

}  // namespace

void ListOutline::add(std::uint64_t digest_behind) {
  ++lines;
  digest = digest_behind;
  if (lines % stride != 0) return;
  if (checkpoints.size() == kMostCheckpoints) {
    for (std::size_t i = 0; i < kMostCheckpoints / 2; ++i) checkpoints[i] = checkpoints[2 * i + 1];
    checkpoints.resize(kMostCheckpoints / 2);
    stride *= 2;
  }
  if (lines % stride == 0) checkpoints.push_back(digest_behind);
}

bool ListOutline::agrees(std::uint64_t digest_behind, std::uint64_t count) const noexcept {
  if (count == 0) return true;
  if (count > lines) return false;
  if (count == lines) return digest_behind == digest;
  return count % stride != 0 || checkpoints[count / stride - 1] == digest_behind;
}

std::optional<Difference> difference(const ListOutline& one, const ListOutline& other) {
  if (one.lines == other.lines && one.digest == other.digest) return {};
  const std::uint64_t stride = std::max(one.stride, other.stride);
  const std::uint64_t both = std::min(one.lines, other.lines);
  std::uint64_t same = 0;
  while (same + stride <= both) {
    if (digest_behind(one, same + stride) != digest_behind(other, same + stride)) {
      return Difference{.first = same, .last = same + stride - 1};
    }
    same += stride;
  }
  return Difference{.first = same, .last = std::max(one.lines, other.lines) - 1};
}

}  // namespace urlfan
