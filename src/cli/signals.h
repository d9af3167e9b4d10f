#ifndef URLFAN_CLI_SIGNALS_H_
#define URLFAN_CLI_SIGNALS_H_

#include "urlfan/engine.h"

namespace urlfan {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP stops the engine and a second one leaves
/// the process at once. One at a time.
class StopOnSignals {
 public:
  explicit StopOnSignals(Engine& engine);
  StopOnSignals(const StopOnSignals&) = delete;
  StopOnSignals& operator=(const StopOnSignals&) = delete;
  ~StopOnSignals();
};

/// A broken pipe becomes EPIPE, since a server's may not end the process.
void ignore_broken_pipes();

/// Ends the process as a broken pipe does.
[[noreturn]] void die_of_broken_pipe();

}  // namespace urlfan

#endif  // URLFAN_CLI_SIGNALS_H_
