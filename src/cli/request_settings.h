#ifndef URLFAN_CLI_REQUEST_SETTINGS_H_
#define URLFAN_CLI_REQUEST_SETTINGS_H_

#include <string>
#include <vector>

#include "src/cli/flags.h"
#include "urlfan/client_config.h"
#include "urlfan/request.h"
#include "urlfan/secrets.h"

namespace urlfan {

/// What every request sends beside what its line says; may be null. Throws UsageError.
MessagePtr request_message(const RequestFlags& flags);

/// Fills in what these flags say of the transport. Throws UsageError.
void apply(const RequestFlags& flags, ClientConfig& transport);

/// The values of --cookie that name a file.
std::vector<std::string> cookie_files(const RequestFlags& flags);

/// The files that hold what --data and --header send.
std::vector<std::string> message_files(const RequestFlags& flags);

/// What is secret in the configuration itself.
void add_secrets(const ClientConfig& transport, Secrets& secrets);

}  // namespace urlfan

#endif  // URLFAN_CLI_REQUEST_SETTINGS_H_
