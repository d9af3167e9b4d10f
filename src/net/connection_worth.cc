#include "src/net/connection_worth.h"

#include <new>
#include <variant>

#include "src/net/easy_values.h"
#include "src/net/proxies.h"
#include "src/url/target.h"
#include "urlfan/status.h"

namespace urlfan {
namespace {

/// Too early, too much to do, or broken for now: what is tried again, as far as the status tells.
bool may_pass(long status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

/// After a redirect the request that must not be sent twice is a GET, but for 307 and 308.
bool next_can_share(const Attempt& attempt, long status) {
  return is_idempotent(attempt.method) || (attempt.method == "POST" && status <= 303);
}

bool leads_to_same_host(CURL* easy, const Attempt& attempt) {
  curl_header* location = nullptr;
  if (curl_easy_header(easy, "Location", 0, CURLH_HEADER, -1, &location) != CURLHE_OK) return false;
  const RedirectTo redirect = follow_location(attempt.target, location->value);
  const auto* to = std::get_if<Target>(&redirect.to);
  return to != nullptr && to->origin == attempt.target.origin;
}

bool asks_again(CURL* easy, const Attempt& attempt) {
  const long status = get_info<long>(easy, CURLINFO_RESPONSE_CODE);
  if (is_redirect(static_cast<int>(status))) {
    return attempt.follow_redirects && next_can_share(attempt, status) &&
           leads_to_same_host(easy, attempt);
  }
  return attempt.may_be_tried_again && may_pass(status) && is_idempotent(attempt.method);
}

/// A connection to a proxy carries the plain requests of all hosts.
bool serves_all_hosts(const ClientConfig& config, const Attempt& attempt) {
  return !attempt.target.origin.is_https() && uses_proxies(config);
}

}  // namespace

bool is_worth_keeping(CURL* easy, const ClientConfig& config, const Attempt& attempt) noexcept {
  const Demand demand = attempt.demand ? attempt.demand->load() : Demand::perhaps;
  if (demand == Demand::certain) return true;
  // What must not be sent twice makes a connection each time: kept, they would only grow in number.
  if (demand == Demand::perhaps && is_idempotent(attempt.method)) return true;
  try {
    return asks_again(easy, attempt) || serves_all_hosts(config, attempt);
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace urlfan
