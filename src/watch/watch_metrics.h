#ifndef URLFAN_WATCH_WATCH_METRICS_H_
#define URLFAN_WATCH_WATCH_METRICS_H_

#include <prometheus/metric_family.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/watch/hook.h"
#include "src/watch/watcher.h"
#include "urlfan/host_statistics.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// What a watch does beside its rounds.
struct WatchAside {
  std::uint64_t reloads = 0;
  std::uint64_t refused_reloads = 0;
  HookFigures hook = {};
  std::size_t hook_waiting = 0;
};

/// What Prometheus is told of a watch: of each line, of the rounds, and of the hosts that were
/// asked, which no secret is told of.
std::vector<prometheus::MetricFamily> watch_metrics(const Watcher& watcher, const WatchAside& aside,
                                                    const std::vector<HostStatistics>& hosts,
                                                    const Secrets& secrets);

}  // namespace urlfan

#endif  // URLFAN_WATCH_WATCH_METRICS_H_
