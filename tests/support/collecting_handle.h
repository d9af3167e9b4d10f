#ifndef URLFAN_TESTS_SUPPORT_COLLECTING_HANDLE_H_
#define URLFAN_TESTS_SUPPORT_COLLECTING_HANDLE_H_

#include <curl/curl.h>

#include <cstddef>
#include <string>

#include "src/net/curl_handles.h"
#include "src/net/easy_values.h"

namespace urlfan {

/// An easy handle of libcurl that keeps the body of its last answer, and uses no proxy.
class CollectingHandle {
 public:
  CollectingHandle() {
    set_option(easy_.get(), CURLOPT_PROXY, "");
    set_option(easy_.get(), CURLOPT_WRITEFUNCTION, &take);
    set_option(easy_.get(), CURLOPT_WRITEDATA, &body_);
  }
  CollectingHandle(const CollectingHandle&) = delete;
  CollectingHandle& operator=(const CollectingHandle&) = delete;
  ~CollectingHandle() = default;

  CURL* get() const noexcept { return easy_.get(); }
  CURLcode perform() {
    body_.clear();
    return curl_easy_perform(easy_.get());
  }
  const std::string& body() const noexcept { return body_; }

 private:
  static std::size_t take(char* data, std::size_t size, std::size_t count, void* text) {
    static_cast<std::string*>(text)->append(data, size * count);
    return size * count;
  }

  std::string body_;
  EasyHandle easy_{curl_easy_init()};
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_COLLECTING_HANDLE_H_
