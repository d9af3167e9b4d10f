#ifndef URLFAN_NET_CERTIFICATE_FAILURE_H_
#define URLFAN_NET_CERTIFICATE_FAILURE_H_

#include <string>

#include "src/net/transfer.h"
#include "urlfan/error.h"

namespace urlfan {

/// Why the certificate of a server, or of a proxy, was refused, with its dates, its names, or who
/// is missing in its chain. `said` are libcurl's words.
Error explain_certificate(const Transfer& transfer, const std::string& said);

}  // namespace urlfan

#endif  // URLFAN_NET_CERTIFICATE_FAILURE_H_
