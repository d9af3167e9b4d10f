#ifndef URLFAN_NET_ANSWER_FACTS_H_
#define URLFAN_NET_ANSWER_FACTS_H_

#include <curl/curl.h>

#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "urlfan/result.h"

struct ssl_st;  // OpenSSL's SSL

namespace urlfan {

/// The headers of the last answer, names in lower case. `folds_by_tab` is that of its head.
std::vector<std::pair<std::string, std::string>> read_headers(CURL* easy, bool folds_by_tab);

/// The value of Retry-After (RFC 9110, section 10.2.3): seconds or a date; empty for anything else.
std::optional<RetryAfter> parse_retry_after(std::string_view value);

/// Of the last answer.
std::optional<RetryAfter> read_retry_after(CURL* easy);

/// All that the handle has now, in the form of a cookie file of Netscape.
std::vector<std::string> read_cookies(CURL* easy);

/// The session of the connection that the transfer uses right now: call it from a callback. Null
/// for plain HTTP, and when libcurl's TLS is not OpenSSL.
ssl_st* tls_session(CURL* easy);

}  // namespace urlfan

#endif  // URLFAN_NET_ANSWER_FACTS_H_
