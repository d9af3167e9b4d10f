#include "src/net/proxies.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/environment.h"
#include "src/base/text.h"
#include "src/url/target.h"
#include "urlfan/config_error.h"

namespace urlfan {
namespace {

/// Those that libcurl would use.
std::vector<std::string> environment_proxies() {
  std::vector<std::string> proxies;
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    auto value = environment_variable(name).value_or("");
    if (!value.empty()) proxies.push_back(std::move(value));
  }
  return proxies;
}

bool environment_has_proxies() {
  static const bool proxies = !environment_proxies().empty();
  return proxies;
}

std::vector<std::string> proxies(const ClientConfig& config) {
  if (!uses_proxies(config)) return {};
  return config.proxy ? std::vector{*config.proxy} : environment_proxies();
}

}  // namespace

std::string unknown_scheme(const std::string& proxy) {
  constexpr std::array<std::string_view, 6> schemes{"http",    "https",  "socks4",
                                                    "socks4a", "socks5", "socks5h"};
  const auto end = proxy.find("://");
  if (end == std::string::npos) return {};
  const std::string scheme = lower_case(proxy.substr(0, end));
  if (std::find(schemes.begin(), schemes.end(), scheme) != schemes.end()) return {};
  return "unknown scheme \"" + excerpt(scheme, 40) +
         "\"; expected http, https, socks4, socks4a, socks5 or socks5h";
}

bool uses_proxies(const ClientConfig& config) {
  if (config.deny_private) return false;
  return config.proxy ? !config.proxy->empty() : environment_has_proxies();
}

std::vector<Credentials> proxy_credentials(const ClientConfig& config) {
  std::vector<Credentials> all;
  for (const auto& proxy : proxies(config)) {
    if (auto credentials = url_credentials(proxy)) all.push_back(std::move(*credentials));
  }
  return all;
}

void require_proxies(const ClientConfig& config) {
  for (const auto& proxy : proxies(config)) {
    if (const std::string problem = unknown_scheme(proxy); !problem.empty()) {
      throw ConfigError((config.proxy ? "the proxy: " : "the proxy of the environment: ") +
                        problem);
    }
    if (is_url_of_any_scheme(proxy)) continue;
    // Without the text, which may have a password in it.
    throw ConfigError(
        std::string("the proxy ") + (config.proxy ? "" : "of the environment ") +
        "is not a URL; expected [SCHEME://][USER:PASSWORD@]HOST[:PORT], with special characters "
        "of the password percent-encoded");
  }
}

}  // namespace urlfan
