#ifndef URLFAN_NET_PROXIES_H_
#define URLFAN_NET_PROXIES_H_

#include <vector>

#include "urlfan/config.h"
#include "urlfan/request.h"

namespace urlfan {

/// Whether requests go through a proxy, as far as no_proxy lets them.
bool uses_proxies(const TransportConfig& config);

/// What the proxies of the configuration, or of the environment, are told of who asks.
std::vector<Credentials> proxy_credentials(const TransportConfig& config);

/// Throws std::invalid_argument for a proxy that is no URL.
void require_proxies(const TransportConfig& config);

}  // namespace urlfan

#endif  // URLFAN_NET_PROXIES_H_
