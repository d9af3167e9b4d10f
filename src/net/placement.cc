#include "src/net/placement.h"

#include <cstddef>
#include <numeric>

namespace urlfan {
namespace {

std::size_t sum(const auto& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

}  // namespace

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
  if (sum(active) == 0) hosts_.erase(hosts_.find(seat.host->first));
}

std::size_t Placement::in_flight(const std::string& host) const {
  const auto found = hosts_.find(host);
  return found == hosts_.end() ? 0 : sum(found->second);
}

}  // namespace urlfan
