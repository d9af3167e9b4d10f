#ifndef URLFAN_SERVE_SERVE_METRICS_H_
#define URLFAN_SERVE_SERVE_METRICS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/serve/run_book.h"
#include "urlfan/host_statistics.h"

namespace urlfan {

/// What the server has counted, and how things are.
struct ServeMetrics {
  /// By the pattern of the path and the status; "other" is what has no path here, or could not be
  /// read.
  std::map<std::pair<std::string, int>, std::uint64_t> answers = {};
  std::size_t connections = 0;
  RunCounts runs = {};
  std::size_t schedules = 0;
  std::uint64_t results_kept = 0;
  bool store_works = true;
  std::vector<HostStatistics> hosts = {};
};

/// In the text format of Prometheus.
std::string metrics_text(const ServeMetrics& metrics);

}  // namespace urlfan

#endif  // URLFAN_SERVE_SERVE_METRICS_H_
