#ifndef URLFAN_CLI_SIGNALS_H_
#define URLFAN_CLI_SIGNALS_H_

#include <cstddef>
#include <stdexcept>
#include <string>

#include "src/model/exit_code.h"

namespace urlfan {

/// A signal that asked the program to end came where nothing is left to be done in order.
class Stopped : public std::runtime_error {
 public:
  explicit Stopped(int number);
  int exit_code() const noexcept { return exit_code_of_signal(number_); }

 private:
  int number_;
};

/// While it lives, a signal that would end the process is remembered, and ends waits at
/// wait_fd(). One that comes a second or more after the first gives up what the outputs do not take
/// within 200 ms: then the process leaves. Those that come at once with the first, as from
/// timeout(1) which signals the child and then its group, say nothing new. What was ignored when
/// the program was started stays so (nohup, jobs of a script in the background). One at a time.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  /// The first that came; 0 for none.
  static int caught() noexcept;
  static void throw_if_caught();
  /// Readable once one has come; -1 while no such object lives.
  static int wait_fd() noexcept;
};

/// A file that goes when the process has to leave with outputs that nobody reads.
class TemporaryName {
 public:
  /// `name` must stay as it is while this lives.
  explicit TemporaryName(const std::string& name) noexcept;
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName();

 private:
  std::size_t slot_ = 0;
};

/// A broken pipe becomes EPIPE, since a server's may not end the process, and a file over the limit
/// of sizes EFBIG.
void ignore_signals_of_writing();

/// Ends the process as a broken pipe does.
[[noreturn]] void die_of_broken_pipe();

}  // namespace urlfan

#endif  // URLFAN_CLI_SIGNALS_H_
