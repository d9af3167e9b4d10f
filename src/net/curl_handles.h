#ifndef URLFAN_NET_CURL_HANDLES_H_
#define URLFAN_NET_CURL_HANDLES_H_

#include <curl/curl.h>

#include <memory>
#include <new>
#include <string>

namespace urlfan {

// One deleter a kind: to the compiler CURL and CURLM are both void.
template <auto Cleanup>
struct CurlCleanup {
  template <typename Handle>
  void operator()(Handle* handle) const noexcept {
    Cleanup(handle);
  }
};

using EasyHandle = std::unique_ptr<CURL, CurlCleanup<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, CurlCleanup<curl_multi_cleanup>>;
using ShareHandle = std::unique_ptr<CURLSH, CurlCleanup<curl_share_cleanup>>;
using UrlHandle = std::unique_ptr<CURLU, CurlCleanup<curl_url_cleanup>>;
using TextList = std::unique_ptr<curl_slist, CurlCleanup<curl_slist_free_all>>;
using CurlText = std::unique_ptr<char, CurlCleanup<curl_free>>;

/// Adds a line. Throws std::bad_alloc.
inline void append(TextList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

}  // namespace urlfan

#endif  // URLFAN_NET_CURL_HANDLES_H_
