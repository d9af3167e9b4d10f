#include "src/metrics/endpoint.h"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <mutex>
#include <stdexcept>
#include <utility>

namespace urlfan {

using prometheus::MetricFamily;

/// What was published last. Any thread.
class MetricsEndpoint::Snapshot final : public prometheus::Collectable {
 public:
  void publish(std::vector<MetricFamily> metrics) {
    auto next = std::make_shared<const std::vector<MetricFamily>>(std::move(metrics));
    const std::lock_guard lock(mutex_);
    metrics_.swap(next);
  }
  // In a thread of the server. The copy, which takes long, is not made under the lock.
  std::vector<MetricFamily> Collect() const override { return *last(); }

 private:
  std::shared_ptr<const std::vector<MetricFamily>> last() const {
    const std::lock_guard lock(mutex_);
    return metrics_;
  }

  mutable std::mutex mutex_;
  std::shared_ptr<const std::vector<MetricFamily>> metrics_ =
      std::make_shared<const std::vector<MetricFamily>>();
};

/// Its threads end with it.
class MetricsEndpoint::Server {
 public:
  // A client that sends nothing, or takes nothing, has its thread for two seconds.
  explicit Server(const std::string& address)
      : exposer_(std::vector<std::string>{"listening_ports", address, "num_threads", "4",
                                          "request_timeout_ms", "2000"}) {}

  prometheus::Exposer& exposer() noexcept { return exposer_; }

 private:
  prometheus::Exposer exposer_;
};

MetricsEndpoint::MetricsEndpoint(const std::string& address)
    : snapshot_(std::make_shared<Snapshot>()), server_(std::make_unique<Server>(address)) {
  server_->exposer().RegisterCollectable(snapshot_);
}

MetricsEndpoint::~MetricsEndpoint() = default;

int MetricsEndpoint::port() const { return server_->exposer().GetListeningPorts().at(0); }

void MetricsEndpoint::publish(std::vector<MetricFamily> metrics) {
  snapshot_->publish(std::move(metrics));
}

}  // namespace urlfan
