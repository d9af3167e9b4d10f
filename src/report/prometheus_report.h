#ifndef URLFAN_REPORT_PROMETHEUS_REPORT_H_
#define URLFAN_REPORT_PROMETHEUS_REPORT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "src/output/result_writer.h"

namespace urlfan {

/// Prometheus' text format, for the textfile collector of node_exporter. Written at the end, since
/// the series of a metric stand together: till then it holds some hundred bytes for every line, and
/// while it writes about a kilobyte.
class PrometheusReport final : public ResultWriter {
 public:
  /// `out` must outlive this one.
  explicit PrometheusReport(std::ostream& out) : out_(out) {}

  void write(const Result& result) override;
  void finish(const Summary& summary) override;

  /// One line of the list.
  struct Probe {
    std::uint64_t index = 0;
    /// The values of file, line, method, name and url; an empty one is no label.
    std::array<std::string, 5> labels = {};
    /// 1 for the first line with these labels, 2 for the next.
    std::size_t repeat = 1;
    bool success = false;
    unsigned attempts = 0;
    std::optional<Duration> duration;
    std::optional<int> status;
  };

 private:
  std::ostream& out_;
  std::vector<Probe> probes_;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_PROMETHEUS_REPORT_H_
