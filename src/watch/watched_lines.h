#ifndef URLFAN_WATCH_WATCHED_LINES_H_
#define URLFAN_WATCH_WATCHED_LINES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/report/probe_metrics.h"
#include "src/watch/line_health.h"
#include "urlfan/error.h"
#include "urlfan/request.h"
#include "urlfan/result.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// A line of the list, and what is known of its service.
struct WatchedLine {
  Request request;
  LineHealth health = {};
  /// Why its service is down, or was before it was up again.
  std::optional<Error> down_for = {};
  /// Of its last result that tells something of the service.
  std::optional<Probe> probe = {};
};

/// The list that is watched. A line is known again by its name, else by its method and URL without
/// secrets; of several that are alike, by which of them it is. So what is known of a service stays
/// when lines come and go before it, and when that of a name moves to another URL.
class WatchedLines {
 public:
  struct Difference {
    std::size_t added = 0;
    std::size_t removed = 0;
  };
  /// The list is this one from now on. `secrets` are those of the run; may be null.
  Difference replace(std::vector<Request> requests, const Secrets* secrets);

  std::vector<WatchedLine>& lines() noexcept { return lines_; }
  const std::vector<WatchedLine>& lines() const noexcept { return lines_; }

 private:
  std::vector<WatchedLine> lines_;
  /// Of those lines, in their order.
  std::vector<std::string> keys_;
};

/// Whether a result tells anything of its service: not where it was broken off, or where this
/// machine lacked something.
bool tells_of_service(const Result& result) noexcept;

}  // namespace urlfan

#endif  // URLFAN_WATCH_WATCHED_LINES_H_
