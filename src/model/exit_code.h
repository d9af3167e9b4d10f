#ifndef URLFAN_MODEL_EXIT_CODE_H_
#define URLFAN_MODEL_EXIT_CODE_H_

#include "urlfan/result.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// What the process should exit with, for CI to read.
enum ExitCode : int {
  kExitOk = 0,
  kExitCheckFailed = 1,
  kExitUsage = 2,
  kExitRequestFailed = 3,
  kExitDeadline = 4,
  kExitInternal = 5,
};

/// As shells have it.
constexpr int exit_code_of_signal(int number) noexcept { return 128 + number; }

/// Whether the run has more failures that count than it may have. A percentage is judged only when
/// the run is `over`: before, its lines are not all there.
bool too_many_failures(const Summary& summary, const Tolerance& tolerance, bool over) noexcept;

/// The first that applies, from urlfan's own failure down to a bad line. A shard does not exit by
/// its bad lines, and may be empty, if the whole list is not: that is for who puts the shards
/// together.
int exit_code(const Summary& summary, const Tolerance& tolerance, bool allow_empty) noexcept;

}  // namespace urlfan

#endif  // URLFAN_MODEL_EXIT_CODE_H_
