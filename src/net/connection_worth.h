#ifndef URLFAN_NET_CONNECTION_WORTH_H_
#define URLFAN_NET_CONNECTION_WORTH_H_

#include <curl/curl.h>

#include "urlfan/client_config.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Whether anybody may use the connection of this exchange once it has ended: other lines, or its
/// own for what comes next. For the callbacks of libcurl, from the headers on; the loop's thread.
bool is_worth_keeping(CURL* easy, const ClientConfig& config, const Attempt& attempt) noexcept;

}  // namespace urlfan

#endif  // URLFAN_NET_CONNECTION_WORTH_H_
