#ifndef URLFAN_REPORT_PROBE_METRICS_H_
#define URLFAN_REPORT_PROBE_METRICS_H_

#include <prometheus/metric_family.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/result.h"

// What Prometheus is told of lines, be it in a file or by an endpoint.

namespace urlfan {

/// One line of the list.
struct Probe {
  /// The stages of a line, as in its timings.
  static constexpr std::array<std::string_view, 7> kPhases{"queued", "dns",     "connect", "tls",
                                                           "wait",   "receive", "redirect"};

  std::uint64_t index = 0;
  /// What the line is known again by: the values of name, or of method and url, or of file where
  /// it has neither. An empty one is no label. Nothing that changes as lines come and go.
  std::array<std::string, 4> labels = {};
  /// 1 for the first line with these labels, 2 for the next.
  std::size_t repeat = 1;
  bool success = false;
  unsigned attempts = 0;
  std::optional<Duration> duration = {};
  /// Of kPhases.
  std::array<std::optional<Duration>, kPhases.size()> phases = {};
  std::optional<int> status = {};
  /// The first end of a certificate of its chain.
  std::optional<WallTime> certificate_end = {};
};

Probe probe_of(const Result& result);

/// A URL may stand on the command line twice, a list be named twice: collectors refuse the whole
/// file when two series have the same labels. Puts them in the order of the list, so that every run
/// numbers them alike.
void number_repeats(std::vector<Probe>& probes);

/// Calls `take` with each metric of the lines that has a value, one after the other: all at once
/// take ten times the memory.
void for_each_probe_metric(const std::vector<Probe>& probes,
                           const std::function<void(prometheus::MetricFamily&&)>& take);

// How metrics are made.

using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

MetricLabels labels_of(const Probe& probe);
prometheus::MetricFamily gauges(std::string name, std::string help);
/// Only ever grow, as long as the process lives.
prometheus::MetricFamily counters(std::string name, std::string help);
/// One series more, of a gauge or a counter.
void add_metric(prometheus::MetricFamily& family, double value, MetricLabels labels = {});

inline double in_seconds_as_number(std::chrono::duration<double> duration) {
  return duration.count();
}

/// As Prometheus reads them.
std::string metrics_text(const std::vector<prometheus::MetricFamily>& families);

}  // namespace urlfan

#endif  // URLFAN_REPORT_PROBE_METRICS_H_
