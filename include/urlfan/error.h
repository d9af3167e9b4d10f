#ifndef URLFAN_ERROR_H_
#define URLFAN_ERROR_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "urlfan/clock.h"

namespace urlfan {

/// The stage of a line's life in which it failed: what was read, the name, the connection, TLS, the
/// exchange, what was expected of the answer; `run`: it was stopped; `local`: this machine.
enum class Phase : std::uint8_t { input, dns, connect, tls, transfer, check, run, local };

/// Why a line failed; info() tells what each means. The names are a promise to scripts: they may
/// grow, they never change.
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
  save_failed,
  internal,
};

/// What is always true of a code: its phase, whether another try could help, and a text for people.
struct ErrorInfo {
  /// Whose facts these are.
  ErrorCode code;
  /// As in the output: the enumerator's.
  std::string_view name;
  /// Where it arises.
  Phase phase;
  /// Another try could help, unless what was told of the failure says otherwise.
  bool retryable;
  /// One sentence: what happened.
  std::string_view meaning;
  /// One sentence: what to look at next.
  std::string_view advice;
  /// When a failure is retryable although most of its code are not; empty: never.
  std::string_view retryable_if = {};
};

/// All codes, in the order of ErrorCode.
std::span<const ErrorInfo> all_errors() noexcept;
/// Of one code.
const ErrorInfo& info(ErrorCode code) noexcept;

/// The name of a code, as in the output.
std::string_view to_string(ErrorCode code) noexcept;
/// The name of a phase, as in the output.
std::string_view to_string(Phase phase) noexcept;

/// One failure, as data: a failed fetch is never an exception.
struct Error {
  /// What happened.
  ErrorCode code = ErrorCode::internal;
  /// Where: the code's own.
  Phase phase = Phase::local;
  /// A sentence for a person, without secrets. May hold bytes that a server sent.
  std::string message;
  /// Another try could help.
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
