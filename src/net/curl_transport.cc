// The Transport over libcurl: spreads attempts over loops by their host, and collects what is
// done from all of them.

#include <curl/curl.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "src/base/thread.h"
#include "src/base/wakeup.h"
#include "src/net/authorities.h"
#include "src/net/client_certificate.h"
#include "src/net/easy_network.h"
#include "src/net/easy_setup.h"
#include "src/net/loop.h"
#include "src/net/outbox.h"
#include "src/net/proxies.h"
#include "src/net/resolver.h"
#include "src/net/saved_body.h"
#include "urlfan/transport.h"

namespace urlfan {
namespace {

// One loop carries tens of thousands of requests a second; a second one pays when this many are
// in flight.
constexpr std::size_t kWorthALoop = 64;

/// Those that this process may run on, which taskset or a container can make fewer than there are.
std::size_t usable_cpus() {
  cpu_set_t cpus;
  if (sched_getaffinity(0, sizeof cpus, &cpus) != 0) return 1;
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&cpus)));
}

std::size_t loops_for(const ClientConfig& config) {
  if (config.threads != 0) return config.threads;
  const std::size_t useful = (config.concurrency + kWorthALoop - 1) / kWorthALoop;
  return std::clamp<std::size_t>(useful, 1, std::min<std::size_t>(usable_cpus(), 8));
}

void start_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) {
    throw std::runtime_error(std::string("libcurl cannot start: ") + curl_easy_strerror(code));
  }
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(ClientConfig config)
      : config_(std::move(config)),
        outbox_(loops_for(config_), *bell_),
        lanes_(loops_for(config_)),
        share_(std::clamp<std::size_t>(config_.concurrency / lanes_.size(), 1, kWorthALoop)) {
    start_libcurl();
    require_http_version(config_.http);
    find_authorities(config_);
    require_proxies(config_);
    require_unix_socket(config_);
    require_interface(config_);
    if (config_.client_certificate) require_usable(*config_.client_certificate);
  }

  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override {
    if (loader_.joinable()) loader_.join();
  }

  void start(Attempt attempt) override {
    if (attempt.target.origin.is_https() && !has_authorities()) {
      early_.push_back(std::move(attempt));
      return;
    }
    place(std::move(attempt));
  }

  bool needs_lookup(const Origin& origin) const override {
    return config_.fixed_addresses.empty() || fixed_addresses(config_, origin) == nullptr;
  }

  void look_up(const std::string& name) override {
    Lookup at_once;
    at_once.name = name;
    try {
      if (!goes_elsewhere(config_)) {
        if (!resolver_) resolver_.emplace(config_.family, bell_);
        resolver_->look_up(name);
        return;
      }
      // Another looks this name up, such as a proxy.
    } catch (const std::system_error& error) {
      at_once.error = make_error(ErrorCode::local_resources,
                                 "cannot look up " + name + ": " + error.code().message());
    }
    at_once_.push_back(std::move(at_once));
  }

  Arrivals take() override {
    let_go();
    place_early();
    hand_over();
    Arrivals arrivals = collect();
    // It rings again for what comes after: whoever takes something takes again before waiting.
    if (!arrivals.empty()) bell_->clear();
    return arrivals;
  }

  int wait_fd() const override { return bell_->fd(); }

  void cancel(const std::vector<std::uint64_t>& ids) override {
    cancel_early(ids);
    hand_over();
    for (auto& lane : lanes_) {
      if (lane.loop) lane.loop->cancel(ids);
    }
  }

  void cancel_all() override {
    for (auto& lane : lanes_) lane = Lane();
    in_flight_ = 0;
    early_.clear();
    cancelled_.clear();
    outbox_.clear();
    bell_->clear();
  }

  bool full() override {
    let_go();
    std::size_t held = 0;
    for (const auto& lane : lanes_) held += lane.loop ? lane.loop->held_bytes() : 0;
    return held >= config_.max_held;
  }

  void set_backlog(std::size_t bytes) override {
    if (std::exchange(backlog_, bytes) == bytes) return;
    for (auto& lane : lanes_) {
      if (lane.loop) lane.loop->set_backlog(bytes / lanes_.size());
    }
  }

 private:
  /// A loop, once it is needed, and what waits to be handed to it.
  struct Lane {
    std::vector<Attempt> pending;
    std::size_t in_flight = 0;
    /// Bytes of bodies that came with the last arrivals.
    std::size_t arrived = 0;
    std::unique_ptr<Loop> loop;
    /// Does the work of this one, which could not get a loop.
    Lane* stand_in = nullptr;
  };

  void place(Attempt&& attempt) {
    Lane& lane = lane_for(attempt.target.origin.key());
    ++in_flight_;
    ++lane.in_flight;
    lane.pending.push_back(std::move(attempt));
  }

  /// Where the authorities are not there yet, a thread of its own parses them: no loop stands still
  /// meanwhile, and no attempt's clock runs.
  bool has_authorities() {
    if (loaded_ || !shares_openssl()) return true;
    if (loader_.joinable()) return false;
    try {
      loader_ = start_thread("urlfan-ca", [this] {
        authorities_.get();
        loaded_ = true;
        bell_->ring();
      });
      return false;
    } catch (const std::system_error&) {
      return true;  // then a loop parses them
    }
  }

  void place_early() {
    if (!loaded_ || !loader_.joinable()) return;
    loader_.join();  // it has ended
    bell_->clear();
    for (auto& attempt : std::exchange(early_, {})) place(std::move(attempt));
  }

  void cancel_early(const std::vector<std::uint64_t>& ids) {
    std::erase_if(early_, [&](const Attempt& attempt) {
      if (std::find(ids.begin(), ids.end(), attempt.id) == ids.end()) return false;
      cancelled_.emplace_back().id = attempt.id;
      return true;
    });
    if (!cancelled_.empty()) bell_->ring();
  }

  /// A host has its loop, where its connections are; but not when that one has much more to do than
  /// the idlest. There are as many loops as have ever been worth it.
  Lane& lane_for(const std::string& host) {
    open_ = std::max(open_, std::min(lanes_.size(), in_flight_ / share_ + 1));
    Lane& home = lanes_[std::hash<std::string>()(host) % open_];
    if (home.stand_in != nullptr) return *home.stand_in;
    if (home.in_flight < share_) return home;
    const auto end = lanes_.begin() + static_cast<std::ptrdiff_t>(open_);
    const auto idlest =
        std::min_element(lanes_.begin(), end, [](const Lane& left, const Lane& right) {
          return std::pair(left.stand_in != nullptr, left.in_flight) <
                 std::pair(right.stand_in != nullptr, right.in_flight);
        });
    return home.in_flight < idlest->in_flight + share_ ? home : *idlest;
  }

  void hand_over() {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (!lanes_[i].pending.empty() && !lanes_[i].loop) open(i);
    }
    for (auto& lane : lanes_) {
      if (!lane.pending.empty()) lane.loop->submit(lane.pending);
    }
  }

  /// Gives the lane its loop. Where the machine has no thread or no descriptor for it, another lane
  /// takes its work.
  void open(std::size_t number) {
    Lane& lane = lanes_[number];
    try {
      lane.loop = std::make_unique<Loop>(config_, authorities_, outbox_, number,
                                         Loop::Limits{.held = config_.max_held / lanes_.size(),
                                                      .idle = config_.max_idle / lanes_.size()});
      return;
    } catch (...) {
      const auto other = std::find_if(lanes_.begin(), lanes_.end(),
                                      [](const Lane& each) { return each.loop != nullptr; });
      if (other == lanes_.end()) throw;
      lane.stand_in = &*other;
    }
    std::move(lane.pending.begin(), lane.pending.end(), std::back_inserter(lane.stand_in->pending));
    lane.pending.clear();
    lane.stand_in->in_flight += std::exchange(lane.in_flight, 0);
  }

  /// The caller has dealt with the last arrivals.
  void let_go() {
    for (auto& lane : lanes_) {
      if (lane.arrived > 0) lane.loop->dealt_with(std::exchange(lane.arrived, 0));
    }
  }

  Arrivals collect() {
    Arrivals arrivals;
    auto mail = outbox_.take();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      lanes_[i].in_flight -= mail.by_loop[i];
      lanes_[i].arrived += mail.bytes_by_loop[i];
    }
    in_flight_ -= mail.done.size();
    arrivals.completions = std::move(mail.done);
    for (auto& each : std::exchange(cancelled_, {}))
      arrivals.completions.push_back(std::move(each));
    arrivals.lookups = std::exchange(at_once_, {});
    if (resolver_) {
      auto answers = resolver_->take();
      std::move(answers.begin(), answers.end(), std::back_inserter(arrivals.lookups));
    }
    return arrivals;
  }

  ClientConfig config_;
  /// Rings for whatever arrives.
  std::shared_ptr<const Wakeup> bell_ = std::make_shared<const Wakeup>();
  Outbox outbox_;
  AuthorityStore authorities_{config_};
  std::vector<Lane> lanes_;
  /// In flight in one loop before the next is opened.
  std::size_t share_;
  std::size_t open_ = 1;
  std::optional<Resolver> resolver_;
  std::thread loader_;
  std::atomic<bool> loaded_{false};
  /// Those that wait for the authorities, and of those the ones that are given up.
  std::vector<Attempt> early_;
  std::vector<Completion> cancelled_;
  /// Lookups that need no waiting.
  std::vector<Lookup> at_once_;
  std::size_t in_flight_ = 0;
  std::size_t backlog_ = 0;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const ClientConfig& config) {
  return std::make_unique<CurlTransport>(config);
}

std::string transport_version() { return curl_version(); }

}  // namespace urlfan
