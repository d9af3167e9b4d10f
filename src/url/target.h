#ifndef URLFAN_URL_TARGET_H_
#define URLFAN_URL_TARGET_H_

#include <optional>
#include <string>
#include <string_view>

#include "urlfan/request.h"
#include "urlfan/transport.h"

namespace urlfan {

/// Where the Location of an answer of `from` leads to (RFC 9110, section 10.2.2). The error is
/// invalid_input or unsupported_scheme, as of parse_target.
RedirectTo follow_location(const Target& from, std::string_view location);

/// Whether it is a URL of any scheme, or of none, as a proxy may be written.
bool is_url_of_any_scheme(const std::string& text);

/// The user information of such a URL.
std::optional<Credentials> url_credentials(const std::string& url);

}  // namespace urlfan

#endif  // URLFAN_URL_TARGET_H_
