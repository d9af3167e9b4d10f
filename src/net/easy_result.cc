#include "src/net/easy_result.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "src/net/answer_facts.h"
#include "src/net/easy_network.h"
#include "src/net/easy_values.h"
#include "src/net/failure.h"
#include "src/net/target.h"
#include "src/text/text.h"

namespace urlfan {
namespace {

std::string text(const char* value) { return value == nullptr ? std::string() : value; }

std::string http_version(long version) {
  switch (version) {
    case CURL_HTTP_VERSION_1_0:
      return "1.0";
    case CURL_HTTP_VERSION_1_1:
      return "1.1";
    case CURL_HTTP_VERSION_2_0:
      return "2";
    case CURL_HTTP_VERSION_3:
      return "3";
    default:
      return {};
  }
}

/// From one mark to the next. libcurl takes some marks out of their order, by microseconds.
Duration between(Duration from, Duration to) { return std::max(to - from, Duration(0)); }

/// libcurl tells marks from the start; we tell durations between them.
Timings read_timings(const Transfer& transfer) {
  CURL* easy = transfer.easy();
  const auto mark = [easy](CURLINFO what) { return Duration(get_info<curl_off_t>(easy, what)); };
  const Duration none{0};
  const Duration looked_up = mark(CURLINFO_NAMELOOKUP_TIME_T);
  const Duration connected = mark(CURLINFO_CONNECT_TIME_T);
  const Duration secured = mark(CURLINFO_APPCONNECT_TIME_T);
  const Duration sent = mark(CURLINFO_PRETRANSFER_TIME_T);
  const Duration first_byte = mark(CURLINFO_STARTTRANSFER_TIME_T);

  Timings timings;
  timings.total = mark(CURLINFO_TOTAL_TIME_T);
  const bool reused = sent > none && get_info<long>(easy, CURLINFO_NUM_CONNECTS) == 0;
  if (!reused) {
    if (looked_up > none) timings.dns = looked_up;
    if (connected > none) timings.connect = between(looked_up, connected);
    // libcurl 7.88 sets that mark only when TLS is done as well.
    if (connected == none && !goes_elsewhere(transfer.config()) && transfer.connected_after()) {
      timings.connect = between(looked_up, *transfer.connected_after());
    }
    if (secured > none) timings.tls = between(connected, secured);
  }
  if (first_byte > none) {
    timings.wait = between(sent, first_byte);
    timings.receive = between(first_byte, *timings.total);
  }
  *timings.total += transfer.earlier();
  return timings;
}

/// What the server showed whose certificate was refused. A proxy's is not the server's.
std::optional<TlsFacts> refused_tls(const Transfer& transfer) {
  const bool of_proxy = get_info<long>(transfer.easy(), CURLINFO_PROXY_SSL_VERIFYRESULT) != 0;
  if (of_proxy || transfer.tls_watch() == nullptr) return {};
  return transfer.tls_watch()->facts_of_refused();
}

Response read_response(Transfer& transfer, CURLcode code) {
  CURL* easy = transfer.easy();
  Response response;
  const long status = get_info<long>(easy, CURLINFO_RESPONSE_CODE);
  if (status >= 200) {  // an informational answer is none
    response.status = static_cast<int>(status);
    response.http_version = http_version(get_info<long>(easy, CURLINFO_HTTP_VERSION));
    if (const char* type = get_info<char*>(easy, CURLINFO_CONTENT_TYPE))
      response.content_type = type;
    const bool has_body = transfer.attempt().method != "HEAD";
    if (has_body && transfer.attempt().keep_body > 0) response.body = transfer.take_body();
    response.body_bytes = transfer.body_bytes();
    response.body_truncated = response.body && response.body->size() < response.body_bytes;
    if (transfer.attempt().keep_headers) response.headers = read_headers(easy);
    if (status == 429 || status == 503) response.retry_after = read_retry_after(easy);
    response.tls = transfer.tls();
  }
  if (!response.status && code == CURLE_PEER_FAILED_VERIFICATION)
    response.tls = refused_tls(transfer);
  if (!transfer.config().unix_socket.empty()) return response;  // libcurl would tell its path
  // libcurl 8 goes on telling the first of several addresses, whichever answered.
  if (transfer.reached()) {
    const std::string address = to_text(*transfer.reached());
    response.remote_ip = address.substr(0, address.find('%'));
    response.remote_port = transfer.reached()->port();
    return response;
  }
  response.remote_ip = text(get_info<char*>(easy, CURLINFO_PRIMARY_IP));
  // libcurl 8 says -1 where there was no connection.
  response.remote_port =
      static_cast<int>(std::max(0L, get_info<long>(easy, CURLINFO_PRIMARY_PORT)));
  return response;
}

/// libcurl before 8.0.0 takes an HTTP/2 body that breaks off for a whole one (curl #10715).
bool truncated(Transfer& transfer) {
  CURL* easy = transfer.easy();
  if (get_info<long>(easy, CURLINFO_HTTP_VERSION) != CURL_HTTP_VERSION_2_0) return false;
  if (transfer.attempt().method == "HEAD") return false;
  // As they are on the wire, so before decoding; -1 is unknown.
  return get_info<curl_off_t>(easy, CURLINFO_SIZE_DOWNLOAD_T) <
         get_info<curl_off_t>(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
}

/// Whether only the end of a TLS connection told the end of the body, and the server did not say
/// that it was the end: anybody on the way can have cut it there (RFC 9112, section 9.8).
bool may_be_cut(const Transfer& transfer) {
  CURL* easy = transfer.easy();
  if (transfer.tls_watch() == nullptr || transfer.tls_watch()->told_end()) return false;
  if (get_info<long>(easy, CURLINFO_HTTP_VERSION) > CURL_HTTP_VERSION_1_1) return false;
  const long status = get_info<long>(easy, CURLINFO_RESPONSE_CODE);
  if (transfer.attempt().method == "HEAD" || status == 204 || status == 304) return false;
  if (get_info<curl_off_t>(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T) >= 0) return false;
  curl_header* header = nullptr;
  return curl_easy_header(easy, "Transfer-Encoding", 0, CURLH_HEADER, -1, &header) != CURLHE_OK;
}

/// libcurl would take `mailto:ann@h` for a user of a host.
std::optional<RedirectTo> read_redirect(CURL* easy, const Target& from) {
  const long status = get_info<long>(easy, CURLINFO_RESPONSE_CODE);
  curl_header* header = nullptr;
  if (status < 300 || status > 399 ||
      curl_easy_header(easy, "Location", 0, CURLH_HEADER, -1, &header) != CURLHE_OK ||
      *header->value == '\0') {
    return {};
  }
  return follow_location(from, header->value);
}

/// What only an answer has that came to its end.
void read_whole(Transfer& transfer, Completion& completion) {
  const Attempt& attempt = transfer.attempt();
  const bool has_body = attempt.method != "HEAD";
  if (attempt.hash_body && has_body) completion.response.sha256 = transfer.sha256();
  if (!attempt.save_dir.empty() && has_body) {
    completion.file = transfer.take_file();
    if (!completion.file) completion.error = explain_failure(transfer, CURLE_WRITE_ERROR);
  }
  completion.redirect = read_redirect(transfer.easy(), attempt.target);
  if (completion.redirect) completion.cookies = read_cookies(transfer.easy());
}

}  // namespace

Completion read_completion(Transfer& transfer, CURLcode code) {
  Completion completion;
  completion.id = transfer.attempt().id;
  completion.response = read_response(transfer, code);
  completion.timings = read_timings(transfer);
  if (code != CURLE_OK) {
    completion.error = explain_failure(transfer, code);
  } else if (truncated(transfer)) {
    completion.error = make_error(ErrorCode::truncated_body,
                                  "the connection was closed in the middle of the body");
  } else if (transfer.headers_complete() && may_be_cut(transfer) &&
             !read_redirect(transfer.easy(), transfer.attempt().target)) {
    completion.error = make_error(ErrorCode::truncated_body,
                                  "the TLS connection broke off (no close_notify) where only its "
                                  "end could tell the end of the body");
  } else if (!transfer.headers_complete() && transfer.body_bytes() == 0) {
    // libcurl takes the end of the connection for the end of the headers.
    completion.error = make_error(ErrorCode::connection_reset,
                                  "the connection was closed in the middle of the headers");
  } else {
    read_whole(transfer, completion);
  }
  return completion;
}

}  // namespace urlfan
