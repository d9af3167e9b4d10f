#ifndef URLFAN_CLI_SIGNALS_H_
#define URLFAN_CLI_SIGNALS_H_

#include <poll.h>

#include <csignal>
#include <stdexcept>
#include <utility>

#include "src/base/descriptor.h"
#include "src/model/exit_code.h"
#include "urlfan/clock.h"

namespace urlfan {

/// A signal that asked the program to end came where nothing is left to be done in order.
class Stopped : public std::runtime_error {
 public:
  explicit Stopped(int number);
  int exit_code() const noexcept { return exit_code_of_signal(number_); }

 private:
  int number_;
};

/// While it lives, the signals that would end the process wait in a descriptor to be looked at. One
/// that comes a second or more after the first gives up what the outputs do not take within 200 ms.
/// Those that come at once with the first, as from timeout(1) which signals the child and then its
/// group, say nothing new. What was ignored when the program was started stays so (nohup, jobs of a
/// script in the background). One at a time, in the main thread; threads that are started meanwhile
/// inherit that the signals are not theirs.
class StopSignals {
 public:
  /// What SIGHUP is for: what has no terminal is told by it to read its files again.
  enum class Hangup { stops, is_told };

  /// Throws std::system_error when there is no descriptor left.
  explicit StopSignals(Hangup hangup = Hangup::stops);
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  /// What has come by then is over; what comes later ends the process.
  ~StopSignals();

  /// Readable when one has come that caught() has not seen.
  int wait_fd() const noexcept { return fd_.get(); }
  /// The first that has come by now; 0 for none. Not a SIGHUP that is told.
  int caught() noexcept;
  /// Whether one has come since the last call, as far as caught() has seen.
  bool take_hangup() noexcept { return std::exchange(has_hung_up_, false); }
  /// Waits until `output` can be written. Throws Stopped when it is given up.
  void wait_for(pollfd output);

 private:
  void heed(int number) noexcept;

  sigset_t before_{};
  Descriptor fd_;
  Hangup hangup_;
  bool has_hung_up_ = false;
  int first_ = 0;
  TimePoint first_at_;
  int last_ = 0;
  /// When there is a last one.
  TimePoint gives_up_at_;
};

/// A broken pipe becomes EPIPE, since a server's may not end the process, and a file over the limit
/// of sizes EFBIG.
void ignore_signals_of_writing();

/// Ends the process as a broken pipe does.
[[noreturn]] void die_of_broken_pipe();

}  // namespace urlfan

#endif  // URLFAN_CLI_SIGNALS_H_
