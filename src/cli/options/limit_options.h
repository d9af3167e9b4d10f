#ifndef URLFAN_CLI_OPTIONS_LIMIT_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_LIMIT_OPTIONS_H_

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"
#include "urlfan/client_config.h"

namespace urlfan {

/// What no server may go beyond: sizes alone, and with the addresses that are connected to.
void add_size_limits(CLI::App& app, ClientConfig& client);
void add_limit_options(CLI::App& app, ClientConfig& client);

/// Throws UsageError where a way that was named goes around --deny-private.
void complete_limit_options(Settings& settings);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_LIMIT_OPTIONS_H_
