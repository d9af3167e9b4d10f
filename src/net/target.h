#ifndef URLFAN_NET_TARGET_H_
#define URLFAN_NET_TARGET_H_

#include <optional>
#include <string>
#include <string_view>

#include "urlfan/request.h"

namespace urlfan {

/// What a host key ("scheme://name:port") has behind its scheme.
inline std::string_view name_and_port(std::string_view host) noexcept {
  return host.substr(host.find("://") + 3);
}

/// Whether it is a URL of any scheme, or of none.
bool is_url(const std::string& text);

/// The user information of such a URL.
std::optional<Credentials> url_credentials(const std::string& url);

}  // namespace urlfan

#endif  // URLFAN_NET_TARGET_H_
