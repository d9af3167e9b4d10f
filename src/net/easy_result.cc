#include "src/net/easy_result.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "src/base/text.h"
#include "src/net/answer_facts.h"
#include "src/net/easy_network.h"
#include "src/net/easy_values.h"
#include "src/net/failure.h"
#include "src/url/target.h"

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
  // libcurl 8.23 marks that at the start as well.
  const Duration sent = transfer.asked() ? mark(CURLINFO_PRETRANSFER_TIME_T) : none;
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
      response.content_type = field_value(type);
    AnswerBody& body = transfer.body();
    const bool has_body = transfer.attempt().method != "HEAD";
    response.body_bytes = body.bytes();
    response.body_truncated = has_body && transfer.attempt().keep_body > 0 && body.kept_less();
    if (has_body && transfer.attempt().keep_body > 0) response.body = body.take_kept();
    response.body_truncated = response.body_truncated && response.body;
    response.coding_problem = body.coding_problem();
    if (transfer.attempt().keep_headers)
      response.headers = read_headers(easy, transfer.head().folds_by_tab());
    if (status == 429 || status == 503 || status == 403)
      response.retry_after = read_retry_after(easy);
    response.tls = transfer.tls();
  }
  if (!response.status && code == CURLE_PEER_FAILED_VERIFICATION)
    response.tls = refused_tls(transfer);
  if (!transfer.config().unix_socket.empty()) return response;  // libcurl would tell its path
  // libcurl 8 goes on telling the first of several addresses, whichever answered.
  if (transfer.connector().reached()) {
    const std::string address = to_text(*transfer.connector().reached());
    response.remote_ip = address.substr(0, address.find('%'));
    response.remote_port = transfer.connector().reached()->port();
    return response;
  }
  response.remote_ip = text(get_info<char*>(easy, CURLINFO_PRIMARY_IP));
  // libcurl 8 says -1 where there was no connection.
  response.remote_port =
      static_cast<int>(std::max(0L, get_info<long>(easy, CURLINFO_PRIMARY_PORT)));
  return response;
}

/// Whether only the end of a TLS connection told the end of the body, and the server did not say
/// that it was the end: anybody on the way can have cut it there (RFC 9112, section 9.8).
bool may_be_cut(const Transfer& transfer) {
  if (transfer.tls_watch() == nullptr || transfer.tls_watch()->told_end()) return false;
  if (get_info<long>(transfer.easy(), CURLINFO_HTTP_VERSION) > CURL_HTTP_VERSION_1_1) return false;
  const AnswerHead& head = transfer.head();
  return head.has_body() && !head.length() && !head.is_chunked();
}

/// What is missing of an answer that libcurl takes for whole.
std::optional<Error> missing_part(const Transfer& transfer) {
  const AnswerHead& head = transfer.head();
  if (!head.is_complete()) {
    return make_error(ErrorCode::connection_reset,
                      "the connection was closed in the middle of the headers");
  }
  // 7.88 does not see it over HTTP/2 (curl #10715), nor where the length is beyond its counting.
  if (head.has_body() && transfer.body().bytes_on_the_wire() < head.length().value_or(0)) {
    return make_error(ErrorCode::truncated_body,
                      "the connection was closed in the middle of the body");
  }
  if (may_be_cut(transfer)) {
    return make_error(ErrorCode::truncated_body,
                      "the TLS connection broke off (no close_notify) where only its end could "
                      "tell the end of the body");
  }
  if (transfer.body().is_cut()) {
    return make_error(ErrorCode::truncated_body,
                      "the body ends in the middle of its Content-Encoding");
  }
  return {};
}

/// libcurl would take `mailto:ann@h` for a user of a host.
RedirectTo read_redirect(CURL* easy, const Target& from) {
  curl_header* header = nullptr;
  const bool found = curl_easy_header(easy, "Location", 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
  return follow_location(from, found ? field_value(header->value) : "");
}

/// What only an answer has that came to its end.
void read_whole(Transfer& transfer, Completion& completion) {
  const Attempt& attempt = transfer.attempt();
  if (attempt.method == "HEAD") return;
  if (attempt.hash_body) completion.response.sha256 = transfer.body().sha256();
  if (attempt.save_dir.empty()) return;
  completion.file = transfer.body().take_file();
  if (!completion.file) completion.error = explain_failure(transfer, CURLE_WRITE_ERROR);
}

}  // namespace

Completion read_completion(Transfer& transfer, CURLcode code) {
  Completion completion;
  completion.id = transfer.attempt().id;
  completion.response = read_response(transfer, code);
  completion.timings = read_timings(transfer);
  if (transfer.leads_away()) {
    completion.redirect = read_redirect(transfer.easy(), transfer.attempt().target);
    completion.cookies = read_cookies(transfer.easy());
    return completion;
  }
  completion.error = code != CURLE_OK ? explain_failure(transfer, code) : missing_part(transfer);
  if (!completion.error) read_whole(transfer, completion);
  return completion;
}

}  // namespace urlfan
