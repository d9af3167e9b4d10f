#include "src/net/placement.h"

#include <algorithm>

namespace urlfan {

Placement::Seat Placement::enter(const std::string& host, std::size_t shares) {
  auto& entry = *hosts_.try_emplace(host).first;
  Shares& active = entry.second;
  std::size_t share = 0;
  for (std::size_t other = 0; other < shares && active.at(share) >= kShare; ++other) {
    if (active.at(other) < kShare || active.at(other) < active.at(share)) share = other;
  }
  ++active.at(share);
  return {&entry, share};
}

void Placement::leave(const Seat& seat) {
  Shares& active = seat.host->second;
  --active.at(seat.share);
  const bool empty =
      std::all_of(active.begin(), active.end(), [](auto count) { return count == 0; });
  if (empty) hosts_.erase(hosts_.find(seat.host->first));
}

}  // namespace urlfan
