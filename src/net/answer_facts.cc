#include "src/net/answer_facts.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <system_error>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/base/time_text.h"
#include "src/net/answer_head.h"
#include "src/net/curl_handles.h"
#include "src/net/easy_values.h"
#include "src/url/url_reference.h"

namespace urlfan {
namespace {

// No run waits longer, and sums with it do not overflow.
constexpr Duration kLongestRetryAfter = std::chrono::hours(24 * 365);

}  // namespace

std::vector<std::pair<std::string, std::string>> read_headers(CURL* easy, bool folds_by_tab) {
  std::vector<std::pair<std::string, std::string>> headers;
  curl_header* header = nullptr;
  while ((header = curl_easy_nextheader(easy, CURLH_HEADER, -1, header)) != nullptr) {
    std::string name = lower_case(header->name);
    const bool is_url = name == "location" || name == "content-location";
    std::string value = field_value(header->value);
    if (folds_by_tab) std::replace(value.begin(), value.end(), '\t', ' ');
    headers.emplace_back(std::move(name), is_url ? without_user(value) : value);
  }
  return headers;
}

std::optional<RetryAfter> parse_retry_after(std::string_view value) {
  std::uint64_t seconds = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, seconds);
  if (stop == end && (error == std::errc() || error == std::errc::result_out_of_range)) {
    constexpr auto most = std::chrono::duration_cast<std::chrono::seconds>(kLongestRetryAfter);
    const bool too_long =
        error != std::errc() || seconds >= static_cast<std::uint64_t>(most.count());
    return too_long ? kLongestRetryAfter : Duration(std::chrono::seconds(seconds));
  }
  // A date begins with the name of a day, in each of its three forms; curl_getdate alone would take
  // much else for one.
  const bool named_day = !value.empty() && is_upper_case(value.front());
  const std::time_t time = named_day ? curl_getdate(std::string(value).c_str(), nullptr) : -1;
  if (time < 0) return {};
  return std::min(wall_time(std::chrono::seconds(time)),
                  std::chrono::system_clock::now() + kLongestRetryAfter);
}

std::optional<RetryAfter> read_retry_after(CURL* easy) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy, "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  return parse_retry_after(field_value(header->value));
}

std::vector<std::string> read_cookies(CURL* easy) {
  const TextList list(get_info<curl_slist*>(easy, CURLINFO_COOKIELIST));
  std::vector<std::string> cookies;
  for (const auto* each = list.get(); each != nullptr; each = each->next) {
    cookies.emplace_back(each->data);
  }
  return cookies;
}

SSL* tls_session(CURL* easy) {
  const auto* session = get_info<curl_tlssessioninfo*>(easy, CURLINFO_TLS_SSL_PTR);
  if (session == nullptr || session->backend != CURLSSLBACKEND_OPENSSL) return nullptr;
  return static_cast<SSL*>(session->internals);
}

}  // namespace urlfan
