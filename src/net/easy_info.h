#ifndef URLFAN_NET_EASY_INFO_H_
#define URLFAN_NET_EASY_INFO_H_

#include <curl/curl.h>

namespace urlfan {

/// curl_easy_getinfo as a value. Asked only for what every libcurl since 7.88 knows; what the
/// transfer did not reach is zero.
template <typename Value>
Value get_info(CURL* easy, CURLINFO what) {
  Value value{};
  curl_easy_getinfo(easy, what, &value);
  return value;
}

}  // namespace urlfan

#endif  // URLFAN_NET_EASY_INFO_H_
