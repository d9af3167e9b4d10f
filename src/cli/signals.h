#ifndef URLFAN_CLI_SIGNALS_H_
#define URLFAN_CLI_SIGNALS_H_

#include <csignal>

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

/// While it lives, those three wait (SIG_BLOCK) or are heard again (SIG_UNBLOCK) by this thread and
/// by those that it starts.
class MaskStopSignals {
 public:
  explicit MaskStopSignals(int how) noexcept;
  MaskStopSignals(const MaskStopSignals&) = delete;
  MaskStopSignals& operator=(const MaskStopSignals&) = delete;
  ~MaskStopSignals();

 private:
  sigset_t before_;
};

/// A broken pipe becomes EPIPE, since a server's may not end the process.
void ignore_broken_pipes();

/// Ends the process as a broken pipe does.
[[noreturn]] void die_of_broken_pipe();

}  // namespace urlfan

#endif  // URLFAN_CLI_SIGNALS_H_
