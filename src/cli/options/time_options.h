#ifndef URLFAN_CLI_OPTIONS_TIME_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_TIME_OPTIONS_H_

#include "src/cli/cli11_names.h"
#include "urlfan/client_config.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// What attempts may take.
void add_time_options(CLI::App& app, ClientConfig& client, RunConfig& run);

/// What a run may take.
void add_deadline(CLI::App& app, RunConfig& run);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_TIME_OPTIONS_H_
