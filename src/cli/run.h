#ifndef URLFAN_CLI_RUN_H_
#define URLFAN_CLI_RUN_H_

#include <spdlog/logger.h>

#include "src/cli/settings.h"

namespace urlfan {

/// The main job: the inputs in, a result for each line out. Returns the exit code.
/// Throws UsageError, OutputError.
int run(const Settings& settings, spdlog::logger& log);

}  // namespace urlfan

#endif  // URLFAN_CLI_RUN_H_
