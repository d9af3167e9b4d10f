#ifndef URLFAN_METRICS_ENDPOINT_H_
#define URLFAN_METRICS_ENDPOINT_H_

#include <prometheus/metric_family.h>

#include <memory>
#include <string>
#include <vector>

namespace urlfan {

/// Answers Prometheus at http://ADDRESS:PORT/metrics, by threads of its own that take no signals of
/// the process. They see nothing but what was published last, which nobody changes any more. So a
/// collector that is slow, or comes often, holds up nobody else.
class MetricsEndpoint {
 public:
  /// `address` is ADDRESS:PORT, with brackets around one of IPv6; port 0 is one that is free.
  /// Throws std::runtime_error when it cannot listen there.
  explicit MetricsEndpoint(const std::string& address);
  MetricsEndpoint(const MetricsEndpoint&) = delete;
  MetricsEndpoint& operator=(const MetricsEndpoint&) = delete;
  ~MetricsEndpoint();

  /// Where it listens.
  int port() const;
  /// What is told from now on. Any thread.
  void publish(std::vector<prometheus::MetricFamily> metrics);

 private:
  class Snapshot;
  class Server;

  std::shared_ptr<Snapshot> snapshot_;
  std::unique_ptr<Server> server_;
};

}  // namespace urlfan

#endif  // URLFAN_METRICS_ENDPOINT_H_
