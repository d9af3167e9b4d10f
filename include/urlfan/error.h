#ifndef URLFAN_ERROR_H_
#define URLFAN_ERROR_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "urlfan/clock.h"

namespace urlfan {

/// The stage of a line's life in which it failed.
enum class Phase : std::uint8_t { input, dns, connect, tls, transfer, check, run, local };

/// Why a line failed. The names are a promise to scripts: they may grow, they never change.
enum class ErrorCode : std::uint8_t {
  invalid_input,
  unsupported_scheme,
  dns_failed,
  dns_timeout,
  connect_refused,
  connect_unreachable,
  connect_timeout,
  connect_failed,
  blocked_address,
  proxy_failed,
  tls_untrusted,
  tls_expired,
  tls_hostname,
  tls_handshake,
  timeout,
  stalled,
  connection_reset,
  empty_reply,
  truncated_body,
  too_many_redirects,
  body_too_large,
  headers_too_large,
  bad_encoding,
  protocol_error,
  http_status,
  check_failed,
  deadline,
  cancelled,
  skipped,
  local_resources,
  internal,
};

/// What is always true of a code: its phase, whether another try could help, and a text for people.
struct ErrorInfo {
  ErrorCode code;
  std::string_view name;
  Phase phase;
  bool retryable;
  /// One sentence: what happened.
  std::string_view meaning;
  /// One sentence: what to look at next.
  std::string_view advice;
};

/// All codes, in the order of ErrorCode.
std::span<const ErrorInfo> all_errors() noexcept;
const ErrorInfo& info(ErrorCode code) noexcept;

std::string_view to_string(ErrorCode code) noexcept;
std::string_view to_string(Phase phase) noexcept;

/// One failure, as data: a failed fetch is never an exception.
struct Error {
  ErrorCode code = ErrorCode::internal;
  Phase phase = Phase::local;
  /// A sentence for a person, without secrets. May hold bytes that a server sent.
  std::string message;
  bool retryable = false;
  /// libcurl's CURLcode, where libcurl reported the failure.
  std::optional<int> curl_code;
};

/// An Error whose phase and retryable are the code's own.
Error make_error(ErrorCode code, std::string message);

/// "1.5 s", for sentences.
std::string in_seconds(Duration duration);

}  // namespace urlfan

#endif  // URLFAN_ERROR_H_
