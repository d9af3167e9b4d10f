#ifndef URLFAN_STATUS_H_
#define URLFAN_STATUS_H_

#include <string_view>

namespace urlfan {

/// Whether a status leads elsewhere by itself (Fetch standard): 300 leaves it open where, 304 is no
/// redirect.
constexpr bool is_redirect(int status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// The method of the request that follows such an answer (Fetch standard).
constexpr std::string_view method_after_redirect(std::string_view method, int status) noexcept {
  const bool becomes_get = (status == 303 && method != "GET" && method != "HEAD") ||
                           ((status == 301 || status == 302) && method == "POST");
  return becomes_get ? "GET" : method;
}

}  // namespace urlfan

#endif  // URLFAN_STATUS_H_
