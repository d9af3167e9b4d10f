#include "src/net/easy_network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>

#include "src/base/text.h"
#include "src/net/easy_values.h"
#include "src/net/proxies.h"
#include "urlfan/config_error.h"

namespace urlfan {
namespace {

void set_proxy(CURL* easy, const ClientConfig& config) {
  // libcurl asks the environment for proxies before every request. Where there are none, it is
  // told so once.
  if (!uses_proxies(config)) return set_option(easy, CURLOPT_PROXY, "");
  if (config.proxy) set_option(easy, CURLOPT_PROXY, config.proxy->c_str());
  if (config.no_proxy) set_option(easy, CURLOPT_NOPROXY, config.no_proxy->c_str());
}

long ip_resolve(AddressFamily family) {
  switch (family) {
    case AddressFamily::ipv4:
      return CURL_IPRESOLVE_V4;
    case AddressFamily::ipv6:
      return CURL_IPRESOLVE_V6;
    case AddressFamily::any:
      break;
  }
  return CURL_IPRESOLVE_WHATEVER;
}

/// What a rule of connect_to has behind "name:port:", of which either may be left open. Empty: it
/// is for others.
std::string place_of(const std::string& rule, const Origin& origin) {
  const std::string name(origin.name());
  const std::string port = std::to_string(origin.port());
  const std::array all{name + ":" + port + ":", name + "::", ":" + port + ":", std::string("::")};
  for (const auto& meant : all) {
    if (rule.starts_with(meant)) return rule.substr(meant.size());
  }
  return {};
}

}  // namespace

void set_network(CURL* easy, const ClientConfig& config, NetworkLists& lists) {
  set_proxy(easy, config);
  if (config.family != AddressFamily::any) {
    set_option(easy, CURLOPT_IPRESOLVE, ip_resolve(config.family));
  }
  if (!config.unix_socket.empty()) {
    set_option(easy, CURLOPT_UNIX_SOCKET_PATH, config.unix_socket.c_str());
  }
  if (!config.interface.empty()) set_option(easy, CURLOPT_INTERFACE, config.interface.c_str());
  if (!config.connect_to.empty()) {
    for (const auto& each : config.connect_to) append(lists.connect_to, each);
    set_option(easy, CURLOPT_CONNECT_TO, lists.connect_to.get());
  }
  // What libcurl has to look up, it has to know all about: whoever is first in a multi tells it.
  if (!goes_elsewhere(config) || config.fixed_addresses.empty()) return;
  for (const auto& fixed : config.fixed_addresses) {
    append(lists.resolve, fixed.name + ":" + std::to_string(fixed.port) + ":" + fixed.addresses);
  }
}

bool goes_elsewhere(const ClientConfig& config) {
  return uses_proxies(config) || !config.unix_socket.empty() || !config.connect_to.empty();
}

Origin led_to(const ClientConfig& config, const Origin& origin) {
  for (const auto& each : config.connect_to) {
    const std::string place = place_of(lower_case(each), origin);
    const auto colon = place.rfind(':');
    // What the rule does not say stays; one that says nothing leads nowhere.
    if (place == ":" || colon == std::string::npos) continue;
    std::uint16_t port = origin.port();
    std::from_chars(place.data() + colon + 1, place.data() + place.size(), port);
    return {origin.scheme(), colon == 0 ? origin.name() : std::string_view(place).substr(0, colon),
            port};
  }
  return origin;
}

const std::string* fixed_addresses(const ClientConfig& config, const Origin& origin) {
  const auto& all = config.fixed_addresses;
  const auto find = [&](std::string_view name) -> const std::string* {
    // The last one counts.
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const FixedAddress& fixed) {
      return fixed.port == origin.port() && fixed.name == name;
    });
    return found == all.rend() ? nullptr : &found->addresses;
  };
  const std::string* own = find(origin.name());
  return own != nullptr ? own : find("*");
}

void require_unix_socket(const ClientConfig& config) {
  if (config.unix_socket.size() < sizeof(sockaddr_un::sun_path)) return;
  throw ConfigError("the path of the Unix socket is too long; expected less than " +
                    std::to_string(sizeof(sockaddr_un::sun_path)) + " bytes");
}

void require_interface(const ClientConfig& config) {
  const char* name = config.interface.c_str();
  in6_addr address{};
  const bool known = config.interface.empty() || if_nametoindex(name) != 0 ||
                     inet_pton(AF_INET, name, &address) == 1 ||
                     inet_pton(AF_INET6, name, &address) == 1;
  // libcurl would take it for the name of a host, and look that up for every connection.
  if (!known) {
    throw ConfigError("there is no network interface \"" + config.interface +
                      "\"; expected one of `ip link`, or an address of this machine");
  }
}

}  // namespace urlfan
