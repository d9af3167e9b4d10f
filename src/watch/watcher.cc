#include "src/watch/watcher.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "src/core/run.h"
#include "src/report/wording.h"

namespace urlfan {
namespace {

/// It is its own affair how often what may pass is tried; there is nothing to keep of it.
RunConfig of_network(const RunConfig& lines) {
  RunConfig config;
  config.timeout = lines.timeout;
  config.connect_timeout = lines.connect_timeout;
  config.secrets = lines.secrets;
  config.keep_body = 0;
  config.comes_again = true;
  return config;
}

}  // namespace

/// One go at all lines, and before and after it at the own network.
class Watcher::Round final : public Source, public Sink {
 public:
  /// A failure that counts unless the own network fails as well.
  struct Failure {
    std::size_t line;
    Result result;
    Moment came;
  };

  Round(Watcher& watcher, Coordinator& coordinator, Duration delay)
      : watcher_(watcher),
        coordinator_(coordinator),
        delay_(delay),
        run_(watcher.rules_.run, *this, *this) {
    ask_network();
    coordinator_.carry(run_);
  }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;
  ~Round() override = default;

  void ask_network() {
    if (!watcher_.rules_.own_network) return;
    network_run_.reset();
    network_.emplace(*watcher_.rules_.own_network);
    network_run_.emplace(of_network(watcher_.rules_.run), *network_, *network_);
    coordinator_.carry(*network_run_);
  }
  /// Nothing of it is under way. Throws what an event did.
  bool has_ended() const {
    if (!run_.has_ended() || (network_run_ && !network_run_->has_ended())) return false;
    run_.summary();
    return true;
  }
  void stop(StopCause cause) noexcept {
    stopped_ = true;
    run_.stop(cause);
    if (network_run_) network_run_->stop(cause);
  }
  bool is_stopped() const noexcept { return stopped_; }

  /// Of the own network, as it was asked last; null where nobody asks.
  const Result* network() const {
    return network_ && network_->result() ? &*network_->result() : nullptr;
  }
  void hold_back(Failure failure) { failures_.push_back(std::move(failure)); }
  std::vector<Failure>& failures() noexcept { return failures_; }
  /// The own network is to be asked again; once.
  bool must_ask_again() {
    const Result* network = this->network();
    const bool passed = network != nullptr && network->ok();
    return !std::exchange(asked_again_, true) && passed && !failures_.empty();
  }
  RoundEnd end() const { return {.summary = run_.summary(), .delay = delay_}; }

  std::variant<Request, Pending, Exhausted> next() override {
    const auto& lines = watcher_.lines_.lines();
    if (next_ == lines.size()) return Exhausted{};
    return lines[next_++].request;
  }
  void write(const Request& request, const Result& result) override {
    watcher_.take(request, Result(result));
  }
  void take(const Request& request, Result&& result) override {
    watcher_.take(request, std::move(result));
  }
  void idle(const Progress& /*progress*/) override { watcher_.events_.idle(); }
  Unwritten unwritten() const override { return watcher_.events_.unwritten(); }
  void finish(const Summary& /*summary*/) override {}

 private:
  /// One request, and its result once there is one.
  class OneRequest final : public Source, public Sink {
   public:
    explicit OneRequest(Request request) : request_(std::move(request)) {}

    std::variant<Request, Pending, Exhausted> next() override {
      if (!request_) return Exhausted{};
      return *std::exchange(request_, std::nullopt);
    }
    void write(const Request& /*request*/, const Result& result) override { result_ = result; }
    void finish(const Summary& /*summary*/) override {}

    const std::optional<Result>& result() const noexcept { return result_; }

   private:
    std::optional<Request> request_;
    std::optional<Result> result_;
  };

  Watcher& watcher_;
  Coordinator& coordinator_;
  Duration delay_;
  std::size_t next_ = 0;
  std::vector<Failure> failures_;
  bool asked_again_ = false;
  bool stopped_ = false;
  Run run_;
  std::optional<OneRequest> network_;
  std::optional<Run> network_run_;
};

Watcher::Watcher(const Clock& clock, WatchEvents& events) : clock_(clock), events_(events) {}
Watcher::~Watcher() = default;

WatchedLines::Difference Watcher::use(std::vector<Request> lines, WatchRules rules) {
  rules_ = std::move(rules);
  rules_.run.comes_again = true;
  if (schedule_) {
    schedule_->change(rules_.every, clock_.now());
  } else {
    schedule_.emplace(rules_.every, clock_.now());
  }
  if (!rules_.own_network) network_ = {};
  return lines_.replace(std::move(lines), rules_.run.secrets);
}

void Watcher::begin_round(Coordinator& coordinator) {
  const TimePoint now = clock_.now();
  const auto delay = std::max(std::chrono::duration_cast<Duration>(now - due()), Duration(0));
  schedule_->begin(now);
  ++figures_.rounds;
  round_ = std::make_unique<Round>(*this, coordinator, delay);
}

void Watcher::stop(StopCause cause) noexcept {
  if (round_) round_->stop(cause);
}

void Watcher::take(const Request& request, Result&& result) {
  events_.write(result);
  if (!tells_of_service(result)) return;
  const std::size_t number = request.tag;
  WatchedLine& line = lines_.lines()[number];
  line.probe = probe_of(result);
  // With --head it is the method that was sent last; a series has one for good.
  if (!line.probe->labels[1].empty()) line.probe->labels[1] = harmless(line.request.method);
  if (result.ok() || !rules_.own_network) {
    judge(line, result, now());
  } else {
    round_->hold_back({.line = number, .result = std::move(result), .came = now()});
  }
}

void Watcher::judge(WatchedLine& line, const Result& result, const Moment& came) {
  const auto change = line.health.take(result.ok(), rules_.health, came);
  if (!change) return;
  if (change->now == Health::down) line.down_for = result.error;
  ++(change->now == Health::down ? figures_.went_down : figures_.came_up);
  events_.changed({.round = figures_.rounds,
                   .at = clock_.wall(),
                   .health = *change,
                   .error = line.down_for,
                   .result = &result});
  if (change->now == Health::up) line.down_for.reset();
}

void Watcher::judge_network(const Result& result) {
  if (!tells_of_service(result)) return;
  const auto change = network_.take(result.ok(), {.down_after = 1, .up_after = 1}, now());
  if (!change) return;
  if (change->now == Health::down) network_down_for_ = result.error;
  events_.changed({.round = figures_.rounds,
                   .at = clock_.wall(),
                   .health = *change,
                   .error = network_down_for_});
}

void Watcher::go_on() {
  if (!round_ || !round_->has_ended()) return;
  if (round_->is_stopped()) return end_round();
  if (const Result* network = round_->network()) judge_network(*network);
  if (round_->must_ask_again()) return round_->ask_network();
  if (network_.health() != Health::down) {
    for (const auto& failure : round_->failures()) {
      judge(lines_.lines()[failure.line], failure.result, failure.came);
    }
  }
  end_round();
}

void Watcher::end_round() {
  schedule_->end(clock_.now());
  RoundEnd end = round_->end();
  round_.reset();
  end.round = figures_.rounds;
  end.lines = counts();
  end.own_network = network_.health();
  events_.round_ended(end);
  figures_.last = std::move(end);
}

HealthCounts Watcher::counts() const noexcept {
  HealthCounts counts;
  for (const auto& line : lines_.lines()) {
    switch (line.health.health()) {
      case Health::up:
        ++counts.up;
        break;
      case Health::down:
        ++counts.down;
        break;
      case Health::unknown:
        ++counts.unknown;
        break;
    }
  }
  return counts;
}

}  // namespace urlfan
