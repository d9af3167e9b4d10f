#ifndef URLFAN_CLI_OPTIONS_RETRY_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_RETRY_OPTIONS_H_

#include "src/cli/cli11_names.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// When a failed line is tried again.
void add_retry_options(CLI::App& app, RunConfig& run);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_RETRY_OPTIONS_H_
