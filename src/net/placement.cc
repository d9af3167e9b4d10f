#include "src/net/placement.h"

#include <algorithm>

namespace urlfan {

Placement::Seat Placement::enter(const std::string& host, std::size_t shares) {
  auto& entry = *hosts_.try_emplace(host).first;
  Shares& active = entry.second;
  const auto end = active.begin() + static_cast<std::ptrdiff_t>(shares);
  auto share = std::find_if(active.begin(), end, [](auto count) { return count < kShare; });
  if (share == end) share = std::min_element(active.begin(), end);
  ++*share;
  return {&entry, static_cast<std::size_t>(share - active.begin())};
}

void Placement::leave(const Seat& seat) {
  Shares& active = seat.host->second;
  --active.at(seat.share);
  const bool empty =
      std::all_of(active.begin(), active.end(), [](auto count) { return count == 0; });
  if (empty) hosts_.erase(hosts_.find(seat.host->first));
}

}  // namespace urlfan
