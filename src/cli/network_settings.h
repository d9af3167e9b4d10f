#ifndef URLFAN_CLI_NETWORK_SETTINGS_H_
#define URLFAN_CLI_NETWORK_SETTINGS_H_

#include "src/cli/flags.h"
#include "urlfan/client_config.h"

namespace urlfan {

/// Fills in what these flags say of the transport. Throws UsageError.
void apply(const NetworkFlags& flags, ClientConfig& transport);

}  // namespace urlfan

#endif  // URLFAN_CLI_NETWORK_SETTINGS_H_
