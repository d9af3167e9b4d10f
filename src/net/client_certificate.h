#ifndef URLFAN_NET_CLIENT_CERTIFICATE_H_
#define URLFAN_NET_CLIENT_CERTIFICATE_H_

#include "urlfan/client_config.h"

namespace urlfan {

/// Throws ConfigError that names the file when the certificate and its key cannot be
/// used: libcurl would say so only to the first server that asks for them.
void require_usable(const ClientCertificate& own);

}  // namespace urlfan

#endif  // URLFAN_NET_CLIENT_CERTIFICATE_H_
