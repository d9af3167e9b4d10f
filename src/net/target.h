#ifndef URLFAN_NET_TARGET_H_
#define URLFAN_NET_TARGET_H_

#include <optional>
#include <string>

#include "urlfan/request.h"

namespace urlfan {

/// The user information of a URL of any scheme, or of none.
std::optional<Credentials> url_credentials(const std::string& url);

}  // namespace urlfan

#endif  // URLFAN_NET_TARGET_H_
