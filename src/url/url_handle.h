#ifndef URLFAN_URL_URL_HANDLE_H_
#define URLFAN_URL_URL_HANDLE_H_

#include <curl/curl.h>

#include <memory>

namespace urlfan {

/// The deleter of what libcurl hands out. One type a kind: to the compiler CURL and CURLM are both
/// void.
template <auto Cleanup>
struct CurlCleanup {
  template <typename Handle>
  void operator()(Handle* handle) const noexcept {
    Cleanup(handle);
  }
};

using UrlHandle = std::unique_ptr<CURLU, CurlCleanup<curl_url_cleanup>>;
using CurlText = std::unique_ptr<char, CurlCleanup<curl_free>>;

}  // namespace urlfan

#endif  // URLFAN_URL_URL_HANDLE_H_
