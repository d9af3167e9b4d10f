#ifndef URLFAN_CLI_SERVE_H_
#define URLFAN_CLI_SERVE_H_

#include <spdlog/logger.h>

#include <memory>

#include "src/cli/options/serve_options.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Serves until a signal says so. Returns the exit code; `left` is for the end of the process to
/// let go of. Throws UsageError.
int serve(ServeSettings settings, spdlog::logger& log, std::unique_ptr<Transport>& left);

}  // namespace urlfan

#endif  // URLFAN_CLI_SERVE_H_
