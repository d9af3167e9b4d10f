#ifndef URLFAN_NET_TARGET_H_
#define URLFAN_NET_TARGET_H_

#include <optional>
#include <string>

#include "urlfan/request.h"

namespace urlfan {

/// Whether it is a URL of any scheme, or of none.
bool is_url(const std::string& text);

/// The user information of such a URL.
std::optional<Credentials> url_credentials(const std::string& url);

}  // namespace urlfan

#endif  // URLFAN_NET_TARGET_H_
