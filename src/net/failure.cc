#include "src/net/failure.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/descriptor.h"
#include "src/base/scan.h"
#include "src/base/text.h"
#include "src/net/certificate_failure.h"
#include "src/net/easy_network.h"
#include "src/net/easy_values.h"
#include "src/net/proxies.h"
#include "src/url/target.h"

namespace urlfan {
namespace {

std::string system_text(int error) { return std::generic_category().message(error); }

/// libcurl's own words, else the code's.
std::string detail(const Transfer& transfer, CURLcode code) {
  return transfer.detail()[0] != '\0' ? transfer.detail() : curl_easy_strerror(code);
}

std::string bytes(std::uint64_t count) { return std::to_string(count) + " bytes"; }

bool is_local(int error) {
  switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return true;
    default:
      return false;
  }
}

/// Whether this machine has any address to reach `peer` from. A datagram socket needs no free
/// port, so it tells "no IPv6 here" from "no port left": connect() says EADDRNOTAVAIL to both.
bool has_source_address(const sockaddr_storage& peer) {
  const Descriptor probe(socket(peer.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): sockaddr is made for it
  return connect(probe.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
}

Error blocked(const Transfer& transfer) {
  return make_error(ErrorCode::blocked_address,
                    std::string(transfer.attempt().target.origin.authority()) +
                        " is at an address that is not public (" + transfer.connector().blocked() +
                        "): if it is meant, leave --deny-private out, or start urlfan serve with "
                        "--allow-private");
}

Error local(int error) {
  return make_error(ErrorCode::local_resources, "this machine has run out: " + system_text(error));
}

/// The addresses, where there were several.
std::string tried(const Transfer& transfer) {
  const std::string all = transfer.connector().race().tried();
  return all.empty() ? all : "; tried " + all;
}

/// Whether libcurl had a name to look up, of the host or of where connections go instead.
bool looks_up_names(const Transfer& transfer) {
  const Attempt& attempt = transfer.attempt();
  return goes_elsewhere(transfer.config()) && attempt.addresses.empty() &&
         !is_address_literal(attempt.target.origin.name());
}

/// libcurl says by the port and the name that it tried, and by nothing else, whether the proxy was
/// meant. Where it has lib/cf-ip-happy.c it names the target in any case, and the proxy by "via".
bool meant_proxy(const Transfer& transfer, const std::string& said) {
  const ClientConfig& config = transfer.config();
  if (!uses_proxies(config) || !config.unix_socket.empty()) return false;
  const std::string words = lower_case(said);
  if (words.find(" via ") != std::string::npos) return true;
  sockaddr_in6 peer{};  // the port stands where it does for IPv4
  std::memcpy(&peer, &transfer.connector().peer(), sizeof peer);
  const Origin place = led_to(config, transfer.attempt().target.origin);
  if (place.port() != ntohs(peer.sin6_port)) return true;
  std::string_view name = place.name();
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);  // as libcurl's words have it
  return words.find("to " + std::string(name) + " port") == std::string::npos;
}

Error explain_connect(const Transfer& transfer, CURLcode code) {
  if (!transfer.connector().blocked().empty()) return blocked(transfer);
  auto error = static_cast<int>(get_info<long>(transfer.easy(), CURLINFO_OS_ERRNO));
  // One that refused is there, so it tells more than others that could not be reached.
  if (const int other = transfer.connector().race().error(); other == ECONNREFUSED || error == 0)
    error = other;
  if (is_local(error)) return local(error);
  const std::string& socket = transfer.config().unix_socket;  // libcurl talks of host and port
  const std::string where = " (" +
                            (socket.empty() ? detail(transfer, code) : "the socket " + socket) +
                            ")" + tried(transfer);
  if (meant_proxy(transfer, where)) {
    return make_error(ErrorCode::proxy_failed, "no connection to the proxy" + where);
  }
  switch (error) {
    case ECONNREFUSED:
      return make_error(ErrorCode::connect_refused, "connection refused" + where);
    case EADDRNOTAVAIL:
      if (has_source_address(transfer.connector().peer())) return local(error);
      return make_error(ErrorCode::connect_unreachable,
                        "this machine has no address to reach it from" + where);
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
      return make_error(ErrorCode::connect_unreachable, system_text(error) + where);
    case ETIMEDOUT:
      return make_error(ErrorCode::connect_timeout, "no answer to the connection" + where);
    default:
      return make_error(ErrorCode::connect_failed,
                        (error == 0 ? "could not connect" : system_text(error)) + where);
  }
}

Error explain_timeout(const Transfer& transfer) {
  const auto reached = [&transfer](CURLINFO mark) {
    return get_info<curl_off_t>(transfer.easy(), mark) > 0;
  };
  const bool elsewhere = goes_elsewhere(transfer.config());
  const Attempt& attempt = transfer.attempt();
  if (!transfer.asked()) {
    const bool whole = attempt.timeout <= attempt.connect_timeout;
    const std::string limit = whole ? in_seconds(attempt.timeout) + " (timeout)"
                                    : in_seconds(attempt.connect_timeout) + " (connect timeout)";
    // Given addresses, libcurl has nothing to look up: it waits to share another's connection.
    if (looks_up_names(transfer) && !reached(CURLINFO_NAMELOOKUP_TIME_T)) {
      return make_error(ErrorCode::dns_timeout, "the name lookup took longer than " + limit);
    }
    // libcurl 7.88 marks the connection only when TLS is done as well.
    if (reached(CURLINFO_CONNECT_TIME_T) || (!elsewhere && transfer.connected_after())) {
      return make_error(ErrorCode::connect_timeout,
                        "the server took the connection, but no TLS session came after " + limit);
    }
    return make_error(ErrorCode::connect_timeout, "no connection after " + limit + tried(transfer));
  }
  const std::string limit = in_seconds(attempt.timeout);
  if (get_info<long>(transfer.easy(), CURLINFO_RESPONSE_CODE) == 0) {
    return make_error(ErrorCode::timeout, "no answer after " + limit);
  }
  return make_error(ErrorCode::timeout, "the answer was not complete after " + limit + "; " +
                                            bytes(transfer.body().bytes()) + " of body had come");
}

Error explain_handshake(const Transfer& transfer, CURLcode code) {
  const std::string words = detail(transfer, code);
  if (transfer.tls_watch() != nullptr && transfer.tls_watch()->heard_http()) {
    return make_error(
        ErrorCode::tls_handshake,
        "the server speaks plain HTTP at this port, not TLS: http:// may be meant (" + words + ")");
  }
  const bool is_no_tls = words.find("wrong version number") != std::string::npos;
  Error error = make_error(ErrorCode::tls_handshake,
                           is_no_tls ? "what the server speaks at this port is no TLS: http:// may "
                                       "be meant (" +
                                           words + ")"
                                     : "no TLS connection (" + words + ")");
  // Broken off rather than refused: worth another try. libcurl 8.14 has no name for that: it tells
  // that OpenSSL has no error to tell.
  error.retryable = words.find("SYSCALL") != std::string::npos ||
                    words.find("unexpected eof") != std::string::npos ||
                    words.find("error:00000000") != std::string::npos;
  return error;
}

/// Before the first byte of body, running out of memory means that a header line was longer than
/// the 100 KiB that libcurl buffers (until 8.6, later CURLE_TOO_LARGE).
Error explain_memory(const Transfer& transfer) {
  if (transfer.asked() && transfer.body().bytes() == 0) {
    return make_error(ErrorCode::headers_too_large, "a header line is longer than libcurl takes");
  }
  return local(ENOMEM);
}

/// What the proxy made of CONNECT, whose answer stands before all others; empty: it was not that.
std::optional<Error> explain_tunnel(const Transfer& transfer, CURLcode code) {
  if (transfer.asked() || !uses_proxies(transfer.config())) return {};
  const auto answer = get_info<long>(transfer.easy(), CURLINFO_HTTP_CONNECTCODE);
  const bool was_reached = code != CURLE_COULDNT_CONNECT;  // libcurl 8.23 calls a refusal that, too
  if (answer == 0 && !was_reached) return {};
  if (answer == 0 || answer / 100 == 2) {
    return make_error(ErrorCode::proxy_failed,
                      "the proxy did not answer to CONNECT (" + detail(transfer, code) + ")");
  }
  Error error = make_error(ErrorCode::proxy_failed,
                           "the proxy answered " + std::to_string(answer) + " to CONNECT");
  // It will not change its mind.
  if (answer == 403 || answer == 407) error.retryable = false;
  return error;
}

/// The connection ended, or what came was not HTTP.
Error explain_broken(const Transfer& transfer, CURLcode code) {
  if (auto error = explain_tunnel(transfer, code)) return *std::move(error);
  const std::string words = detail(transfer, code);
  switch (code) {
    case CURLE_GOT_NOTHING:
      return make_error(ErrorCode::empty_reply, "the connection was closed without an answer");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      break;
    default:
      return make_error(ErrorCode::protocol_error, words);
  }
  // libcurl reports a malformed chunk as a receive error.
  if (words.find("chunk") != std::string::npos) return make_error(ErrorCode::protocol_error, words);
  // So libcurl says that the server hung up on five kept connections, one after the other.
  if (words.find("Connection died, tried") != std::string::npos) {
    return make_error(ErrorCode::empty_reply,
                      "the connection was closed without an answer, each time");
  }
  return make_error(ErrorCode::connection_reset, "the connection broke (" + words + ")");
}

Error explain_code(const Transfer& transfer, CURLcode code) {
  const std::string words = detail(transfer, code);
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return make_error(ErrorCode::invalid_input, "not a URL that can be fetched: " + words);
    case CURLE_COULDNT_RESOLVE_HOST:
      if (out_of_descriptors()) return local(EMFILE);
      return make_error(ErrorCode::dns_failed, words);
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return make_error(ErrorCode::proxy_failed, words);
    case CURLE_COULDNT_CONNECT:
      if (auto error = explain_tunnel(transfer, code)) return *std::move(error);
      return explain_connect(transfer, code);
    case CURLE_INTERFACE_FAILED:
      return make_error(ErrorCode::local_resources, words);
    case CURLE_ABORTED_BY_CALLBACK:
      if (!transfer.connector().blocked().empty()) return blocked(transfer);
      if (transfer.tries().unfit()) {
        return make_error(ErrorCode::protocol_error,
                          "the server sends more than its answers, each time");
      }
      return make_error(ErrorCode::internal, "libcurl: " + words);
    case CURLE_SSL_CACERT_BADFILE:
      return make_error(ErrorCode::local_resources,
                        "the certificate authorities cannot be read (any more)");
    case CURLE_SSL_CERTPROBLEM:
      return make_error(ErrorCode::tls_handshake,
                        "the client certificate cannot be used (" + words + ")");
    case CURLE_OPERATION_TIMEDOUT:
      return explain_timeout(transfer);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return explain_certificate(transfer, words);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
      return explain_handshake(transfer, code);
    case CURLE_PARTIAL_FILE:
      return make_error(ErrorCode::truncated_body, words);
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_BAD_CONTENT_ENCODING:   // of a transfer coding: contents are decoded by us
    case CURLE_BAD_FUNCTION_ARGUMENT:  // a header that libcurl 7.88 cannot keep
    case CURLE_UNSUPPORTED_PROTOCOL:   // HTTP/0.9; a scheme was refused before it came here
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
      return explain_broken(transfer, code);
    case CURLE_OUT_OF_MEMORY:
      return explain_memory(transfer);
    default:
      break;
  }
#if LIBCURL_VERSION_NUM >= 0x080600
  if (code == CURLE_TOO_LARGE) {
    return make_error(ErrorCode::headers_too_large, "a header line is longer than libcurl takes");
  }
#endif
  return make_error(ErrorCode::internal, "libcurl: " + words);
}

}  // namespace

Error explain_failure(const Transfer& transfer, CURLcode code) {
  // It was for us to end it, but not our doing.
  if (transfer.tries().lost() && code == CURLE_ABORTED_BY_CALLBACK) code = CURLE_GOT_NOTHING;
  Error error = [&transfer, code] {
    switch (transfer.stop_reason()) {
      case StopReason::body_too_large:
        return make_error(
            ErrorCode::body_too_large,
            "the body is larger than the limit; stopped after " + bytes(transfer.body().bytes()));
      case StopReason::bad_coding:
        return make_error(ErrorCode::bad_encoding,
                          "the body cannot be decoded: " + transfer.body().coding_problem());
      case StopReason::headers_too_large:
        return make_error(ErrorCode::headers_too_large,
                          "the headers are larger than the limit; stopped after " +
                              bytes(transfer.header_bytes()));
      case StopReason::too_many_headers:
        return make_error(ErrorCode::headers_too_large,
                          "more than " + std::to_string(kMostHeaders) + " headers");
      case StopReason::stalled:
        return make_error(ErrorCode::stalled, "nothing came for longer than the stall timeout; " +
                                                  bytes(transfer.body().bytes()) +
                                                  " of body had come");
      case StopReason::none:
        break;
    }
    if (transfer.local_errno() != 0 && !transfer.attempt().save_dir.empty() &&
        !is_local(transfer.local_errno())) {
      return make_error(ErrorCode::save_failed, "the body cannot be saved in " +
                                                    transfer.attempt().save_dir + ": " +
                                                    system_text(transfer.local_errno()));
    }
    if (transfer.local_errno() != 0) return local(transfer.local_errno());
    if (!transfer.head().fault().empty()) {
      return make_error(ErrorCode::protocol_error, transfer.head().fault());
    }
    if (code == CURLE_OPERATION_TIMEDOUT && transfer.body().waits_for_room()) {
      return make_error(ErrorCode::local_resources,
                        "the bodies of other lines took all the memory that bodies may take, until "
                        "the time for this one was over; " +
                            bytes(transfer.body().bytes()) + " of it had come");
    }
    return explain_code(transfer, code);
  }();
  error.curl_code = static_cast<int>(code);
  return error;
}

}  // namespace urlfan
