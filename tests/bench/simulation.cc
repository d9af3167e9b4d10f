#include "tests/bench/simulation.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <queue>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

#include "src/core/coordinator.h"
#include "src/core/event_wait.h"
#include "src/core/run.h"
#include "tests/support/fake_clock.h"
#include "urlfan/run_config.h"
#include "urlfan/shard.h"
#include "urlfan/sink.h"
#include "urlfan/source.h"
#include "urlfan/transport.h"

namespace urlfan {
namespace {

/// Answers after what its list says. Waiting is what makes the time go on.
class SimulatedNetwork final : public Transport, public EventWait {
 public:
  SimulatedNetwork(const SimulatedList& list, Duration lookup, FakeClock& clock)
      : list_(list), lookup_(lookup), clock_(clock) {}

  void start(Attempt attempt) override {
    const Duration took = std::min(latency_of(list_, line_of(attempt.target.url)), attempt.timeout);
    flights_.push({clock_.now() + took, attempt.id, took});
  }
  /// No run is stopped here.
  void cancel(const std::vector<std::uint64_t>& /*ids*/) override {}
  void cancel_all() override {
    flights_ = {};
    asked_.clear();
  }

  void look_up(const std::string& name) override {
    ++lookups_;
    asked_.emplace_back(clock_.now() + lookup_, name);
  }

  Arrivals take() override {
    Arrivals arrivals;
    for (; !flights_.empty() && flights_.top().due <= clock_.now(); flights_.pop()) {
      Completion& done = arrivals.completions.emplace_back();
      done.id = flights_.top().id;
      done.response.status = 200;
      done.timings.total = flights_.top().took;
    }
    for (; !asked_.empty() && asked_.front().first <= clock_.now(); asked_.pop_front()) {
      arrivals.lookups.push_back(
          {.name = std::move(asked_.front().second), .addresses = "192.0.2.1", .error = {}});
    }
    return arrivals;
  }

  void wait_until(TimePoint deadline, std::span<const int> /*descriptors*/) override {
    if (!flights_.empty()) deadline = std::min(deadline, flights_.top().due);
    if (!asked_.empty()) deadline = std::min(deadline, asked_.front().first);
    if (deadline == TimePoint::max()) throw std::logic_error("waits for nothing");
    if (deadline > clock_.now()) clock_.advance_to(deadline);
  }

  std::uint64_t lookups() const noexcept { return lookups_; }

 private:
  struct Flight {
    TimePoint due;
    std::uint64_t id = 0;
    Duration took{0};
    /// The soonest on top; of those the one that left first.
    bool operator<(const Flight& other) const {
      return std::pair(due, id) > std::pair(other.due, other.id);
    }
  };

  /// The last part of the URL, as ShardSource wrote it.
  static std::size_t line_of(std::string_view url) {
    std::size_t line = 0;
    std::from_chars(url.data() + url.rfind('/') + 1, url.data() + url.size(), line);
    return line;
  }

  const SimulatedList& list_;
  Duration lookup_;
  FakeClock& clock_;
  std::priority_queue<Flight> flights_;
  /// Each lookup takes as long as the others, so the first asked is the first answered.
  std::deque<std::pair<TimePoint, std::string>> asked_;
  std::uint64_t lookups_ = 0;
};

/// The lines of one shard, made as they are read.
class ShardSource final : public Source {
 public:
  /// `shards` has that of each host.
  ShardSource(const SimulatedList& list, const std::vector<std::uint64_t>& shards, std::uint64_t k)
      : list_(list), shards_(shards), k_(k) {}

  std::variant<Request, Pending, Exhausted> next() override {
    const auto& lines = list_.lines;
    while (line_ < lines.size() && shards_[lines[line_]] != k_) ++line_;
    if (line_ == lines.size()) return Exhausted{};
    const std::string& host = list_.hosts[lines[line_]];
    Request request;
    request.target.url = "http://" + host + "/" + std::to_string(line_);
    request.target.origin = Origin("http", host, 80);
    ++line_;
    return request;
  }

 private:
  const SimulatedList& list_;
  const std::vector<std::uint64_t>& shards_;
  std::uint64_t k_;
  std::size_t line_ = 0;
};

class NoSink final : public Sink {
 public:
  void write(const Request& /*request*/, const Result& /*result*/) override {}
  void finish(const Summary& /*summary*/) override {}
};

SimulatedShard simulate_shard(const SimulatedList& list, const ClientConfig& config,
                              Duration lookup, ShardSource& source) {
  FakeClock clock;
  SimulatedNetwork network(list, lookup, clock);
  NoSink sink;
  RunConfig run_config;
  run_config.keep_body = 0;
  run_config.allow_empty = true;  // a shard may have no host
  Run run(run_config, source, sink);
  Coordinator coordinator(config, network, network, clock);
  coordinator.carry(run);
  while (!run.has_ended()) coordinator.round();
  const Summary& summary = run.summary();
  if (summary.ok != summary.total || !summary.complete) {
    throw std::logic_error("not every line of the simulation was answered");
  }
  return {.lines = summary.total, .wall = summary.wall, .lookups = network.lookups()};
}

}  // namespace

/// The line's number is mixed well (SplitMix64), so that neighbours have nothing in common.
Duration latency_of(const SimulatedList& list, std::size_t line) noexcept {
  std::uint64_t mixed = (line + 1) * 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  mixed ^= mixed >> 31U;
  return list.latencies[mixed % list.latencies.size()];
}

BusiestHost busiest_host(const SimulatedList& list, const ClientConfig& config) {
  std::vector<BusiestHost> hosts(list.hosts.size());
  for (std::size_t line = 0; line < list.lines.size(); ++line) {
    BusiestHost& host = hosts[list.lines[line]];
    ++host.lines;
    host.takes += std::min(latency_of(list, line), RunConfig().timeout);
  }
  const std::size_t at_once = config.per_host == 0 ? config.concurrency : config.per_host;
  const double spacing = config.host_rate ? 1e6 / *config.host_rate : 0;
  BusiestHost busiest;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const auto paced = std::chrono::duration<double, std::micro>(
        spacing * static_cast<double>(std::max<std::size_t>(hosts[i].lines, 1) - 1));
    const Duration takes = std::max(hosts[i].takes / static_cast<Duration::rep>(at_once),
                                    std::chrono::duration_cast<Duration>(paced));
    if (takes <= busiest.takes) continue;
    busiest = {.name = list.hosts[i], .lines = hosts[i].lines, .takes = takes};
  }
  return busiest;
}

std::vector<SimulatedShard> simulate(const SimulatedList& list, const ClientConfig& config,
                                     Duration lookup, std::uint64_t shards) {
  std::vector<std::uint64_t> shard_of_each;
  shard_of_each.reserve(list.hosts.size());
  for (const auto& host : list.hosts) shard_of_each.push_back(shard_of_host(host, shards));
  std::vector<SimulatedShard> fleet;
  for (std::uint64_t k = 1; k <= shards; ++k) {
    ShardSource source(list, shard_of_each, k);
    fleet.push_back(simulate_shard(list, config, lookup, source));
  }
  return fleet;
}

}  // namespace urlfan
