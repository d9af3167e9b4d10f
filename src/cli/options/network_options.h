#ifndef URLFAN_CLI_OPTIONS_NETWORK_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_NETWORK_OPTIONS_H_

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"
#include "urlfan/client_config.h"

namespace urlfan {

/// Which way requests take, and whom they trust there.
void add_network_options(CLI::App& app, ClientConfig& client);

/// What follows from them elsewhere: files, secrets, a warning.
void complete_network_options(Settings& settings);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_NETWORK_OPTIONS_H_
