#include "src/serve/gate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/crypto.h>

#include <algorithm>

#include "src/base/ascii.h"
#include "src/base/sha256.h"
#include "src/base/text.h"

namespace urlfan {
namespace {

/// The host of "host:port", without the brackets of an IPv6 address; empty for what is neither.
std::string name_of(std::string_view host) {
  std::string_view name = host.substr(0, host.rfind(':'));
  std::string_view port = host.substr(std::min(name.size() + 1, host.size()));
  if (host.ends_with(']') || host.find(':') == std::string_view::npos) {
    name = host;
    port = {};
  }
  if (!std::all_of(port.begin(), port.end(), is_digit)) return {};
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  return lower_case(name);
}

bool is_address(const std::string& name) {
  in6_addr room{};
  return inet_pton(AF_INET, name.c_str(), &room) == 1 ||
         inet_pton(AF_INET6, name.c_str(), &room) == 1;
}

/// The token of "Bearer TOKEN" (RFC 6750); the word in any case.
std::string_view bearer_of(const std::string& authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (lower_case(authorization.substr(0, scheme.size())) != scheme) return {};
  std::string_view token = std::string_view(authorization).substr(scheme.size());
  while (token.starts_with(' ')) token.remove_prefix(1);
  return token;
}

std::optional<Problem> refuse_host(const GateRules& rules, const HttpRequest& head) {
  if (!rules.checks_host) return {};
  const auto* host = head.header("host");
  if (host != nullptr && is_own_host(*host, rules.hosts)) return {};
  return Problem{.status = 421,
                 .detail = "Host is " + (host == nullptr ? "missing" : excerpt(*host, 60)) +
                           ", which is no name of this server; expected its address or localhost, "
                           "or a name of --allow-host"};
}

/// Of these there is one, or a proxy in front may have seen another one (RFC 9112).
std::optional<Problem> refuse_doubled(const HttpRequest& head) {
  for (const std::string_view name : {"host", "content-length", "transfer-encoding"}) {
    const auto count = std::count_if(head.headers.begin(), head.headers.end(),
                                     [name](const auto& each) { return each.first == name; });
    if (count > 1) {
      return Problem{.status = 400, .detail = "the header " + std::string(name) + " came twice"};
    }
  }
  return {};
}

/// Browsers say whose page a request is of (Fetch Metadata); old ones by its Origin alone.
std::optional<Problem> refuse_site(const HttpRequest& head) {
  const auto* origin = head.header("origin");
  const auto* host = head.header("host");
  if (origin != nullptr && host != nullptr && *origin != "http://" + *host &&
      *origin != "https://" + *host) {
    return Problem{.status = 403,
                   .detail = "the request is of a page of " + excerpt(*origin, 60) +
                             " (Origin), and no page may ask here but a server's own"};
  }
  const auto* site = head.header("sec-fetch-site");
  if (site == nullptr || *site == "none" || *site == "same-origin") return {};
  return Problem{.status = 403,
                 .detail = "the request is of a page of another site (Sec-Fetch-Site: " +
                           excerpt(*site, 40) + "), and no page may ask here but a server's own"};
}

std::optional<Problem> refuse_token(const GateRules& rules, const HttpRequest& head) {
  if (!rules.token) return {};
  const auto* authorization = head.header("authorization");
  const auto given = authorization == nullptr ? std::string_view() : bearer_of(*authorization);
  if (!given.empty() && is_same_secret(given, *rules.token)) return {};
  return Problem{
      .status = 401,
      .detail = std::string(given.empty() ? "there is no token"
                                          : "the token is another one than this server's") +
                "; expected Authorization: Bearer TOKEN, with what is in the file that "
                "urlfan serve named at its start: token, beside its --state file",
      .headers = {{"WWW-Authenticate", "Bearer realm=\"urlfan\""}}};
}

}  // namespace

bool is_own_host(std::string_view host, const std::vector<std::string>& names) {
  const std::string name = name_of(host);
  return is_address(name) || name == "localhost" ||
         std::find(names.begin(), names.end(), name) != names.end();
}

bool is_same_secret(std::string_view given, std::string_view right) {
  // Of digests, which are equally long whatever is given.
  const std::string left = sha256_hex(given);
  const std::string wanted = sha256_hex(right);
  return CRYPTO_memcmp(left.data(), wanted.data(), wanted.size()) == 0;
}

std::optional<Problem> refuse(const GateRules& rules, const HttpRequest& head, bool is_open) {
  if (auto problem = refuse_doubled(head)) return problem;
  if (auto problem = refuse_host(rules, head)) return problem;
  if (auto problem = refuse_site(head)) return problem;
  return is_open ? std::nullopt : refuse_token(rules, head);
}

}  // namespace urlfan
