#ifndef URLFAN_TESTS_CORE_ENGINE_FIXTURE_H_
#define URLFAN_TESTS_CORE_ENGINE_FIXTURE_H_

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "src/core/coordinator.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_source.h"
#include "tests/support/fake_transport.h"
#include "tests/support/recording_sink.h"
#include "tests/support/requests.h"
#include "urlfan/client_config.h"
#include "urlfan/host_statistics.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// All limits in one, those of a client and those of a run; as the command line has them.
struct EngineConfig : ClientConfig, RunConfig {
  using ClientConfig::concurrency;

  EngineConfig() {
    per_host = 10;
    keep_body = 100;
  }
};

/// One run of a coordinator that has no other.
class Engine {
 public:
  Engine(const ClientConfig& client, RunConfig config, Transport& transport, EventWait& waiting,
         const Clock& clock, Random random = seeded_random())
      : config_(std::move(config)),
        coordinator_(client, transport, waiting, clock, std::move(random)) {}

  Summary run(Source& source, Sink& sink) {
    Run run(config_, source, sink);
    if (stop_ != StopCause::none) run.stop(stop_);
    for (auto& each : std::exchange(earlier_, {})) run.count(std::move(each));
    run_ = &run;
    coordinator_.carry(run);
    while (!run.has_ended()) coordinator_.round();
    run_ = nullptr;
    return run.summary();
  }
  /// What an earlier run has found, for the next one.
  void count(Result earlier) { earlier_.push_back(std::move(earlier)); }
  std::vector<HostStatistics> hosts() const { return coordinator_.hosts(); }
  Standstill standstill() const { return coordinator_.standstill(); }
  /// The run, or the next one.
  void stop(StopCause cause) {
    if (stop_ == StopCause::none) stop_ = cause;
    if (run_ != nullptr) run_->stop(cause);
  }

 private:
  RunConfig config_;
  Coordinator coordinator_;
  Run* run_ = nullptr;
  std::vector<Result> earlier_;
  StopCause stop_ = StopCause::none;
};

/// An engine between fakes. `config` counts until the engine is first used.
class EngineTest : public testing::Test {
 protected:
  Engine& engine() {
    if (!engine_)
      engine_.emplace(config, config, transport, transport, clock, [this] { return chance; });
    return *engine_;
  }
  Summary run(Source& source) { return engine().run(source, sink); }
  Summary run(std::vector<Request> requests) {
    FakeSource source(std::move(requests));
    return run(source);
  }
  void stop(StopCause cause) {
    engine().stop(cause);
    transport.interrupt();
  }
  /// Stops the engine at a time since the start of the clock.
  void stop_at(Duration time, StopCause cause) {
    transport.at(time, [this, cause] { stop(cause); });
  }

  EngineConfig config;
  /// What chance gives each time, in [0, 1).
  double chance = 0.5;
  FakeClock clock;
  FakeTransport transport{clock};
  RecordingSink sink;

 private:
  std::optional<Engine> engine_;
};

/// "ok" or the name of the error.
inline std::string outcome(const Result& result) {
  return result.error ? std::string(to_string(result.error->code)) : "ok";
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_CORE_ENGINE_FIXTURE_H_
