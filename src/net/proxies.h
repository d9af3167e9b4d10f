#ifndef URLFAN_NET_PROXIES_H_
#define URLFAN_NET_PROXIES_H_

#include <string>
#include <vector>

#include "urlfan/client_config.h"
#include "urlfan/request.h"

namespace urlfan {

/// Whether requests go through a proxy, as far as no_proxy lets them.
bool uses_proxies(const ClientConfig& config);

/// What the proxies of the configuration, or of the environment, are told of who asks.
std::vector<Credentials> proxy_credentials(const ClientConfig& config);

/// What is wrong with the scheme of a proxy; empty: nothing. libcurl takes what it does not know
/// for SOCKS 4, or for HTTP.
std::string unknown_scheme(const std::string& proxy);

/// Throws ConfigError for a proxy that is no URL, or has an unknown scheme.
void require_proxies(const ClientConfig& config);

}  // namespace urlfan

#endif  // URLFAN_NET_PROXIES_H_
