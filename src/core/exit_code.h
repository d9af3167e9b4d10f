#ifndef URLFAN_CORE_EXIT_CODE_H_
#define URLFAN_CORE_EXIT_CODE_H_

#include "urlfan/result.h"

namespace urlfan {

/// What the process should exit with, for CI to read.
enum ExitCode : int {
  kExitOk = 0,
  kExitCheckFailed = 1,
  kExitUsage = 2,
  kExitRequestFailed = 3,
  kExitInternal = 5,
  kExitInterrupted = 130,
  kExitTerminated = 143,
};

/// The first that applies, from urlfan's own failure down to a bad line.
int exit_code(const Summary& summary, bool allow_empty) noexcept;

}  // namespace urlfan

#endif  // URLFAN_CORE_EXIT_CODE_H_
