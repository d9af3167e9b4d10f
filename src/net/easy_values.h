#ifndef URLFAN_NET_EASY_VALUES_H_
#define URLFAN_NET_EASY_VALUES_H_

#include <curl/curl.h>

#include <stdexcept>
#include <string>

namespace urlfan {

/// curl_easy_setopt that cannot be ignored. A refused option is a bug or an old libcurl.
template <typename Value>
void set_option(CURL* easy, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK) {
    throw std::runtime_error("libcurl refused option " + std::to_string(option) + ": " +
                             curl_easy_strerror(code));
  }
}

/// curl_easy_getinfo as a value. Asked only for what every libcurl since 7.88 knows; what the
/// transfer did not reach is zero.
template <typename Value>
Value get_info(CURL* easy, CURLINFO what) {
  Value value{};
  curl_easy_getinfo(easy, what, &value);
  return value;
}

}  // namespace urlfan

#endif  // URLFAN_NET_EASY_VALUES_H_
