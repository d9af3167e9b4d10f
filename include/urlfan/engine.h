#ifndef URLFAN_ENGINE_H_
#define URLFAN_ENGINE_H_

#include <atomic>
#include <functional>

#include "urlfan/client_config.h"
#include "urlfan/clock.h"
#include "urlfan/result.h"
#include "urlfan/run_config.h"
#include "urlfan/sink.h"
#include "urlfan/source.h"
#include "urlfan/transport.h"

namespace urlfan {

/// A number in [0, 1), evenly spread.
using Random = std::function<double()>;

/// Carries every request of a source to exactly one result in a sink, within the limits of
/// the configuration. Owns no thread: run() works in the caller's.
class Engine {
 public:
  /// The transport and the clock must outlive the engine. `random` spreads retries; none: a
  /// generator of its own.
  Engine(const ClientConfig& client, RunConfig config, Transport& transport, const Clock& clock,
         Random random = {});

  /// Returns when every line read has its result in `sink`. A stop or an exception of its own
  /// ends reading, and what is unfinished gets a result that says so; an exception of the sink
  /// is passed on, since there is nowhere left to write. Call once.
  Summary run(Source& source, Sink& sink);

  /// Ends run() soon. Any thread, and signal handlers. The first cause stays.
  void stop(StopCause cause) noexcept;

 private:
  ClientConfig client_;
  RunConfig config_;
  Transport& transport_;
  const Clock& clock_;
  Random random_;
  // Written by stop(), read by run(): lock-free, hence fit for signal handlers.
  std::atomic<StopCause> stop_{StopCause::none};
};

}  // namespace urlfan

#endif  // URLFAN_ENGINE_H_
