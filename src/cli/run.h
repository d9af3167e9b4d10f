#ifndef URLFAN_CLI_RUN_H_
#define URLFAN_CLI_RUN_H_

#include <spdlog/logger.h>

#include <memory>

#include "src/cli/settings.h"
#include "urlfan/transport.h"

namespace urlfan {

/// The main job: the inputs in, a result for each line out. Returns the exit code. What went over
/// the network is `left`, unless files were saved: to close ten thousand connections in order takes
/// a quarter of a second, for which nobody has to wait. Throws UsageError, OutputError, Stopped.
int run(const Settings& settings, spdlog::logger& log, std::unique_ptr<Transport>& left);

}  // namespace urlfan

#endif  // URLFAN_CLI_RUN_H_
