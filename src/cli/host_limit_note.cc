#include "src/cli/host_limit_note.h"

#include <chrono>
#include <cstdint>

namespace urlfan {

std::string HostLimitNote::text(const Progress& progress, TimePoint now,
                                const std::function<Standstill()>& look) {
  if (per_host_ == 0 || asked_ <= per_host_) return {};
  const std::uint64_t unfinished = progress.read - progress.ok - progress.failed;
  if (progress.in_flight != per_host_ || unfinished <= per_host_ || now < next_) return {};
  next_ = now + std::chrono::seconds(1);
  const Standstill still = look();
  const auto& host = still.host;
  // Who waits for a retry is neither here nor there.
  const bool alone =
      host && host->in_flight == per_host_ && host->waiting > 0 && still.without_address == 0;
  if (!alone) return {};
  const std::string limit = std::to_string(per_host_);
  const std::string more = std::to_string(asked_);
  asked_ = 0;
  return "all that waits is for " + host->origin + ", where --per-host " + limit + " holds; for " +
         more + " in flight raise that, too: --per-host " + more;
}

}  // namespace urlfan
