#ifndef URLFAN_NET_EASY_NETWORK_H_
#define URLFAN_NET_EASY_NETWORK_H_

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "src/net/curl_handles.h"
#include "urlfan/client_config.h"
#include "urlfan/origin.h"

namespace urlfan {

/// What libcurl points to.
struct NetworkLists {
  TextList connect_to;
  TextList resolve;
};

/// Which way connections take. `lists` must outlive the handle.
void set_network(CURL* easy, const ClientConfig& config, NetworkLists& lists);

/// Whether connections go elsewhere than to the host of the URL, so that libcurl has to look up
/// whatever there is to look up.
bool goes_elsewhere(const ClientConfig& config);

/// Where connect_to leads what is meant for this origin.
Origin led_to(const ClientConfig& config, const Origin& origin);

/// The addresses that the configuration gives a name and its port; may be null.
const std::string* fixed_addresses(const ClientConfig& config, const Origin& origin);

// Both throw ConfigError.

/// For a path that no socket can have.
void require_unix_socket(const ClientConfig& config);
/// For an interface that this machine does not have.
void require_interface(const ClientConfig& config);

}  // namespace urlfan

#endif  // URLFAN_NET_EASY_NETWORK_H_
