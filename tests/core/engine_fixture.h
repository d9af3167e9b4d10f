#ifndef URLFAN_TESTS_CORE_ENGINE_FIXTURE_H_
#define URLFAN_TESTS_CORE_ENGINE_FIXTURE_H_

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_source.h"
#include "tests/support/fake_transport.h"
#include "tests/support/recording_sink.h"
#include "tests/support/requests.h"
#include "urlfan/engine.h"

namespace urlfan {

/// All limits in one, those of a client and those of a run; as the command line has them.
struct EngineConfig : ClientConfig, RunConfig {
  EngineConfig() {
    per_host = 10;
    keep_body = 100;
  }
};

/// An engine between fakes. `config` counts until the engine is first used.
class EngineTest : public testing::Test {
 protected:
  Engine& engine() {
    if (!engine_) engine_.emplace(config, config, transport, clock, [this] { return chance; });
    return *engine_;
  }
  Summary run(Source& source) { return engine().run(source, sink); }
  Summary run(std::vector<Request> requests) {
    FakeSource source(std::move(requests));
    return run(source);
  }
  /// Stops the engine at a time since the start of the clock.
  void stop_at(Duration time, StopCause cause) {
    transport.at(time, [this, cause] { engine().stop(cause); });
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
