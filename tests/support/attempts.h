#ifndef URLFAN_TESTS_SUPPORT_ATTEMPTS_H_
#define URLFAN_TESTS_SUPPORT_ATTEMPTS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "urlfan/request.h"
#include "urlfan/transport.h"

namespace urlfan {

/// A GET that nothing hurries: whatever a test waits for comes long before.
inline Attempt attempt_for(const std::string& url, std::uint64_t id = 0) {
  return {.id = id,
          .method = "GET",
          .target = std::get<Target>(parse_target(url)),
          .timeout = std::chrono::seconds(100),
          .connect_timeout = std::chrono::seconds(100),
          .keep_body = 100};
}

inline Attempt attempt_for(const std::string& url, std::string method) {
  Attempt attempt = attempt_for(url);
  attempt.method = std::move(method);
  return attempt;
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_ATTEMPTS_H_
