#ifndef URLFAN_CLI_OPTIONS_RETRY_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_RETRY_OPTIONS_H_

#include "src/cli/cli11_names.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// When a failed line is tried again. Returns the option that says how often.
CLI::Option* add_retry_options(CLI::App& app, RunConfig& run);

/// In place of `retries`: until a service is there.
void add_wait_options(CLI::App& app, RunConfig& run, CLI::Option& retries);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_RETRY_OPTIONS_H_
