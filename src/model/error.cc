#include "urlfan/error.h"

#include <array>
#include <cstddef>
#include <utility>

#include "src/base/units.h"

namespace urlfan {
namespace {

using enum ErrorCode;

// In the order of ErrorCode; the test of this table holds it there.
constexpr std::array kErrors{
    ErrorInfo{invalid_input, "invalid_input", Phase::input, false,
              "The line could not be understood, so nothing was sent.",
              "Mend the line: the message says what was expected."},
    ErrorInfo{unsupported_scheme, "unsupported_scheme", Phase::input, false,
              "The URL, or a redirect, names a scheme other than http and https.",
              "Use an http or https URL; a redirect elsewhere is the server's to mend."},
    ErrorInfo{dns_failed, "dns_failed", Phase::dns, true,
              "The host name could not be turned into an address.",
              "Check the spelling of the name, then `getent ahosts NAME`."},
    ErrorInfo{dns_timeout, "dns_timeout", Phase::dns, true,
              "No answer to the name lookup came within the connect timeout.",
              "Check the name servers in /etc/resolv.conf, or raise --connect-timeout."},
    ErrorInfo{connect_refused, "connect_refused", Phase::connect, true,
              "The host answered that nothing listens on that port.",
              "Check that the service runs and listens on this address and port."},
    ErrorInfo{connect_unreachable, "connect_unreachable", Phase::connect, true,
              "There is no route to the address.",
              "Check the network, the VPN and whether the address family (IPv4, IPv6) is routed."},
    ErrorInfo{connect_timeout, "connect_timeout", Phase::connect, true,
              "No connection (TCP or TLS) was made in time.",
              "Look for a firewall that drops packets, or raise --connect-timeout."},
    ErrorInfo{connect_failed, "connect_failed", Phase::connect, true,
              "The connection could not be made for another reason.",
              "The message has the system's own words."},
    ErrorInfo{blocked_address, "blocked_address", Phase::connect, false,
              "The host is at an address that is not public, and --deny-private is set, or urlfan "
              "serve has no --allow-private.",
              "If such addresses are meant, leave --deny-private out, or start urlfan serve with "
              "--allow-private."},
    ErrorInfo{proxy_failed, "proxy_failed", Phase::connect, true,
              "The proxy could not be found or would not connect.",
              "Check --proxy, or the proxies of the environment (http_proxy and the like)."},
    ErrorInfo{tls_untrusted, "tls_untrusted", Phase::tls, false,
              "The certificate is signed by nobody that this machine trusts.",
              "If the authority is your own, name it with --cacert; else the server's chain is "
              "incomplete."},
    ErrorInfo{tls_expired, "tls_expired", Phase::tls, false,
              "The certificate is outside its period of validity.",
              "Renew the server's certificate, or set this machine's clock."},
    ErrorInfo{tls_hostname, "tls_hostname", Phase::tls, false,
              "The certificate is for other names than the one in the URL.",
              "Use a name that the certificate lists, or have this one added."},
    ErrorInfo{tls_handshake, "tls_handshake", Phase::tls, false,
              "The two sides did not agree on a TLS connection.",
              "Check that the port speaks TLS, and its versions and ciphers.",
              "the connection ended in the middle of the handshake"},
    ErrorInfo{timeout, "timeout", Phase::transfer, true,
              "The connection was made, but the answer was not complete in time.",
              "Raise --timeout or the line's timeout= if the answer may take that long."},
    ErrorInfo{stalled, "stalled", Phase::transfer, true,
              "The answer stopped arriving for longer than the stall timeout.",
              "Raise --stall-timeout if such pauses are normal for this server."},
    ErrorInfo{connection_reset, "connection_reset", Phase::transfer, true,
              "The connection broke in the middle of the exchange.",
              "Look at the log of the server, or of a proxy or load balancer before it."},
    ErrorInfo{empty_reply, "empty_reply", Phase::transfer, true,
              "The server closed the connection without an answer.",
              "Look at the log of the server; does the port speak this protocol?"},
    ErrorInfo{truncated_body, "truncated_body", Phase::transfer, true,
              "The body ended before its end, or in the middle of its coding.",
              "Look for a server or proxy that dies or limits time while it sends."},
    ErrorInfo{too_many_redirects, "too_many_redirects", Phase::transfer, false,
              "The redirects did not come to an end.",
              "The redirects field shows the loop; raise --max-redirs for a long chain."},
    ErrorInfo{body_too_large, "body_too_large", Phase::transfer, false,
              "The body is larger than --max-body, decoded where --compressed asked for a coding.",
              "Raise --max-body if bodies of this size are meant."},
    ErrorInfo{headers_too_large, "headers_too_large", Phase::transfer, false,
              "The headers are larger than --max-headers, or one line of them than libcurl takes.",
              "Look at what the server sends: cookies, or informational answers without end."},
    ErrorInfo{bad_encoding, "bad_encoding", Phase::transfer, false,
              "The body is not what its Content-Encoding announces.",
              "Leave out --compressed, and --save-dir keeps the bytes as the server sends them."},
    ErrorInfo{protocol_error, "protocol_error", Phase::transfer, false,
              "What came back is not valid HTTP.",
              "The message says what is wrong; does the port speak HTTP, and not something else?"},
    ErrorInfo{http_status, "http_status", Phase::check, false,
              "The server answered with a status that is not expected.",
              "Without a status= on the line, every status below 400 is expected.",
              "the status is 408, 425, 429, 500, 502, 503, 504, 522 or 524"},
    ErrorInfo{check_failed, "check_failed", Phase::check, false,
              "The server answered, and a check of the line does not hold.",
              "The checks field shows what was expected and what came."},
    ErrorInfo{deadline, "deadline", Phase::run, true,
              "The time for the whole run was over before the line was done.",
              "Allow the run more time, or raise the concurrency."},
    ErrorInfo{cancelled, "cancelled", Phase::run, true,
              "The run was stopped, by a signal or by too many failures, before the line was done.",
              "Run the list again."},
    ErrorInfo{skipped, "skipped", Phase::run, true,
              "The run stopped itself before the line was started.",
              "See the failures that stopped the run."},
    ErrorInfo{local_resources, "local_resources", Phase::local, false,
              "This machine ran out of descriptors, ports, memory or disk; the server is innocent.",
              "The message says of what; lower --concurrency, or raise `ulimit -n`."},
    ErrorInfo{save_failed, "save_failed", Phase::local, false,
              "The body could not be written to the folder of --save-dir.",
              "Make room on that disk or let urlfan write there, and run the line again."},
    ErrorInfo{internal, "internal", Phase::local, false, "urlfan itself failed.",
              "Please report it, with the message and the version."},
};
static_assert(kErrors.size() == static_cast<std::size_t>(internal) + 1);

constexpr std::array<std::string_view, 8> kPhases{"input",    "dns",   "connect", "tls",
                                                  "transfer", "check", "run",     "local"};

}  // namespace

std::span<const ErrorInfo> all_errors() noexcept { return kErrors; }

const ErrorInfo& info(ErrorCode code) noexcept { return kErrors[static_cast<std::size_t>(code)]; }

std::string_view to_string(ErrorCode code) noexcept { return info(code).name; }

std::string_view to_string(Phase phase) noexcept {
  return kPhases[static_cast<std::size_t>(phase)];
}

Error make_error(ErrorCode code, std::string message) {
  const ErrorInfo& facts = info(code);
  return {.code = code,
          .phase = facts.phase,
          .message = std::move(message),
          .retryable = facts.retryable,
          .curl_code = {}};
}

std::string in_seconds(Duration duration) { return rounded_seconds(duration) + " s"; }

}  // namespace urlfan
