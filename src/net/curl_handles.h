#ifndef URLFAN_NET_CURL_HANDLES_H_
#define URLFAN_NET_CURL_HANDLES_H_

#include <curl/curl.h>

#include <memory>
#include <new>
#include <string>

#include "src/url/url_handle.h"

namespace urlfan {

using EasyHandle = std::unique_ptr<CURL, CurlCleanup<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, CurlCleanup<curl_multi_cleanup>>;
using ShareHandle = std::unique_ptr<CURLSH, CurlCleanup<curl_share_cleanup>>;
using TextList = std::unique_ptr<curl_slist, CurlCleanup<curl_slist_free_all>>;

/// Adds a line. Throws std::bad_alloc.
inline void append(TextList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

}  // namespace urlfan

#endif  // URLFAN_NET_CURL_HANDLES_H_
