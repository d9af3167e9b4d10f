#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "urlfan/config.h"

namespace urlfan {
namespace {

// A transfer at its worst: the socket pair to libcurl's resolver thread and that thread's own
// two sockets; later one connection a family, racing.
constexpr rlim_t kPerTransfer = 4;
// For the loops, the logs and the files of the run.
constexpr rlim_t kReserve = 24;
// Tables indexed by descriptor stay small; nobody needs more.
constexpr rlim_t kEnough = rlim_t{1} << 20U;

rlim_t open_now() {
  std::error_code error;
  std::filesystem::directory_iterator entries("/proc/self/fd", error);
  return error ? 0 : static_cast<rlim_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

std::size_t max_transfers() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
  const rlim_t wanted = std::min(limit.rlim_max, kEnough);
  if (limit.rlim_cur < wanted) {
    rlimit raised = limit;
    raised.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const rlim_t taken = open_now() + kReserve;
  if (limit.rlim_cur <= taken) return 1;
  return std::max<std::size_t>(1, (limit.rlim_cur - taken) / kPerTransfer);
}

}  // namespace urlfan
