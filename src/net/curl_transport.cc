// The Transport over libcurl: spreads attempts over loops by their host, and collects what is
// done from all of them.

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "src/net/easy_setup.h"
#include "src/net/loop.h"
#include "src/net/outbox.h"
#include "urlfan/transport.h"

namespace urlfan {
namespace {

// One loop carries tens of thousands of requests a second; a second one pays when this many are
// in flight.
constexpr std::size_t kWorthALoop = 64;

std::size_t loops_for(const TransportConfig& config) {
  if (config.threads != 0) return config.threads;
  const std::size_t useful = (config.max_in_flight + kWorthALoop - 1) / kWorthALoop;
  const std::size_t cpus = std::max(1U, std::thread::hardware_concurrency());
  return std::clamp<std::size_t>(useful, 1, std::min<std::size_t>(cpus, 8));
}

void start_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) {
    throw std::runtime_error(std::string("libcurl cannot start: ") + curl_easy_strerror(code));
  }
}

int poll_milliseconds(TimePoint deadline) {
  if (deadline == TimePoint::max()) return -1;
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(wait.count(), 0, 60'000));
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportConfig config) : config_(std::move(config)) {
    start_libcurl();
    find_authorities(config_);
    lanes_.resize(loops_for(config_));
  }

  void start(Attempt attempt) override {
    ++in_flight_;
    Lane& lane = lanes_[std::hash<std::string>()(attempt.target.host) % lanes_.size()];
    lane.pending.push_back(std::move(attempt));
  }

  std::vector<Completion> wait_until(TimePoint deadline, int fd) override {
    if (cancelled_) return {};
    hand_over();
    auto done = outbox_.take();
    if (done.empty() && deadline > std::chrono::steady_clock::now()) {
      // poll ignores a negative descriptor
      std::array<pollfd, 2> ears{pollfd{outbox_.bell().fd(), POLLIN, 0}, pollfd{fd, POLLIN, 0}};
      const int ready = poll(ears.data(), ears.size(), poll_milliseconds(deadline));
      if (ready > 0 && ears[0].revents != 0) outbox_.bell().clear();
      done = outbox_.take();
    } else if (!done.empty()) {
      outbox_.bell().clear();
    }
    in_flight_ -= done.size();
    return done;
  }

  void cancel_all() override {
    cancelled_ = true;
    in_flight_ = 0;
    for (auto& lane : lanes_) {
      lane.pending.clear();
      if (lane.loop) lane.loop->stop();
    }
  }

  std::size_t in_flight() const override { return in_flight_; }

  void interrupt() noexcept override { outbox_.bell().ring(); }

 private:
  /// A loop, once it is needed, and what waits to be handed to it.
  struct Lane {
    std::unique_ptr<Loop> loop;
    std::vector<Attempt> pending;
  };

  void hand_over() {
    for (auto& lane : lanes_) {
      if (lane.pending.empty()) continue;
      if (!lane.loop) lane.loop = std::make_unique<Loop>(config_, outbox_);
      lane.loop->submit(lane.pending);
    }
  }

  TransportConfig config_;
  Outbox outbox_;
  std::vector<Lane> lanes_;
  std::size_t in_flight_ = 0;
  bool cancelled_ = false;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const TransportConfig& config) {
  return std::make_unique<CurlTransport>(config);
}

std::string transport_version() { return curl_version(); }

}  // namespace urlfan
