#ifndef URLFAN_REPORT_PROMETHEUS_REPORT_H_
#define URLFAN_REPORT_PROMETHEUS_REPORT_H_

#include <ostream>
#include <vector>

#include "src/output/result_writer.h"
#include "src/report/probe_metrics.h"

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

 private:
  std::ostream& out_;
  std::vector<Probe> probes_;
};

}  // namespace urlfan

#endif  // URLFAN_REPORT_PROMETHEUS_REPORT_H_
