#ifndef URLFAN_REPORT_PROMETHEUS_REPORT_H_
#define URLFAN_REPORT_PROMETHEUS_REPORT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "src/output/result_writer.h"

namespace urlfan {

/// Prometheus' text format, for the textfile collector of node_exporter. Written at the end, since
/// the series of a metric stand together: till then it holds some 400 bytes for every line, and
/// while it writes about a kilobyte.
class PrometheusReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit PrometheusReport(std::ostream& out) : out_(out) {}

  void write(const Result& result) override;
  void finish(const Summary& summary) override;

  /// The stages of a line, as in its timings.
  static constexpr std::array<std::string_view, 7> kPhases{"queued", "dns",     "connect", "tls",
                                                           "wait",   "receive", "redirect"};

  /// One line of the list.
  struct Probe {
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

 private:
  std::ostream& out_;
  std::vector<Probe> probes_;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_PROMETHEUS_REPORT_H_
