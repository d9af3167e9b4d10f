#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "urlfan/client_config.h"

namespace urlfan {
namespace {

// Three descriptors are enough for two transfers: a connection each, and for some of them a second
// one, of the other family, while they race.
constexpr rlim_t kForTwoTransfers = 3;
// For the loops, the logs and the files of the run.
constexpr rlim_t kReserve = 24;
// Of what is left, for name lookups: two sockets each, and as many lookups again that nobody waits
// for any more.
constexpr rlim_t kLookupShare = 5;
constexpr rlim_t kForLookup = 4;
constexpr rlim_t kMostLookups = 128;
// Tables indexed by descriptor stay small; nobody needs more.
constexpr rlim_t kEnough = rlim_t{1} << 20U;

rlim_t open_now() {
  std::error_code error;
  std::filesystem::directory_iterator entries("/proc/self/fd", error);
  return error ? 0 : static_cast<rlim_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

Capacity capacity(unsigned files_of_transfer) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  const rlim_t wanted = std::min(limit.rlim_max, kEnough);
  if (limit.rlim_cur < wanted) {
    rlimit raised = limit;
    raised.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const rlim_t taken = open_now() + kReserve;
  if (limit.rlim_cur <= taken) return {};
  const rlim_t left = limit.rlim_cur - taken;
  const rlim_t lookups = std::clamp<rlim_t>(left / kLookupShare / kForLookup, 1, kMostLookups);
  const rlim_t rest = left - std::min(left, kForLookup * lookups);
  const rlim_t transfers = rest * 2 / (kForTwoTransfers + 2 * rlim_t{files_of_transfer});
  return {.transfers = std::max<std::size_t>(1, transfers),
          .connections = std::max<std::size_t>(1, rest - transfers * files_of_transfer),
          .lookups = lookups};
}

}  // namespace urlfan
