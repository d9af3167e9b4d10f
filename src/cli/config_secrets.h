#ifndef URLFAN_CLI_CONFIG_SECRETS_H_
#define URLFAN_CLI_CONFIG_SECRETS_H_

#include "urlfan/client_config.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// What is secret in the configuration itself, and in the files that it names.
void add_secrets(const ClientConfig& client, Secrets& secrets);

}  // namespace urlfan

#endif  // URLFAN_CLI_CONFIG_SECRETS_H_
