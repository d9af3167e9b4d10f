#include "src/net/easy_setup.h"

#include <chrono>
#include <cstdlib>
#include <string_view>

#include "src/net/curl_handles.h"

namespace urlfan {
namespace {

// libcurl before 8.4 fires small timeouts early, so a started millisecond counts as a whole one.
long milliseconds(Duration duration) {
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

// With an empty body, a method other than these would go out without Content-Length: 0, which
// some servers answer with 411.
bool sends_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

// libcurl would call the empty body a form. Only read after it is made, so threads may share it.
curl_slist* without_content_type() {
  static const TextList list(curl_slist_append(nullptr, "Content-Type:"));
  return list.get();
}

void set_method(CURL* easy, const std::string& method) {
  set_option(easy, CURLOPT_HTTPGET, 1L);  // also clears what HEAD and POST set
  set_option<const char*>(easy, CURLOPT_CUSTOMREQUEST, nullptr);
  set_option<curl_slist*>(easy, CURLOPT_HTTPHEADER, nullptr);
  if (method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1L);
  } else if (sends_body(method)) {
    set_option(easy, CURLOPT_POST, 1L);
    set_option(easy, CURLOPT_POSTFIELDSIZE, 0L);
    set_option(easy, CURLOPT_POSTFIELDS, "");
    set_option(easy, CURLOPT_HTTPHEADER, without_content_type());
    set_option(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  } else if (method != "GET") {
    set_option(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  // A reused connection that dies makes libcurl send the request again: fine for a GET, not for
  // what must happen once.
  set_option(easy, CURLOPT_FRESH_CONNECT, is_idempotent(method) ? 0L : 1L);
}

/// The smallest that does not cost time: where thousands wait, these buffers are most of the
/// memory; where few do, large ones save system calls.
long buffer_size(std::size_t in_flight) {
  if (in_flight > 1000) return 1024;
  return in_flight > 256 ? 16'384 : 65'536;
}

bool has_feature(int feature) {
  return (curl_version_info(CURLVERSION_NOW)->features & feature) != 0;
}

long http_version(HttpVersion version) {
  switch (version) {
    case HttpVersion::http1_1:
      return CURL_HTTP_VERSION_1_1;
    case HttpVersion::http2:
      return CURL_HTTP_VERSION_2TLS;
    case HttpVersion::http3:
      return CURL_HTTP_VERSION_3;
    case HttpVersion::automatic:
      break;
  }
  // Before 8.0.0 a truncated HTTP/2 body was reported as success (curl #10715).
  static const bool sound_http2 = has_feature(CURL_VERSION_HTTP2) &&
                                  curl_version_info(CURLVERSION_NOW)->version_num >= 0x080000;
  return sound_http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
}

}  // namespace

bool uses_proxies() {
  static const bool proxies = [] {
    for (const char* name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
      const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
      if (value != nullptr && *value != '\0') return true;
    }
    return false;
  }();
  return proxies;
}

void require_http_version(HttpVersion version) {
  if (version == HttpVersion::http2 && !has_feature(CURL_VERSION_HTTP2)) {
    throw std::invalid_argument("this libcurl has no HTTP/2");
  }
  if (version == HttpVersion::http3 && !has_feature(CURL_VERSION_HTTP3)) {
    throw std::invalid_argument("this libcurl has no HTTP/3");
  }
}

void set_run_options(CURL* easy, const TransportConfig& config) {
  // libcurl asks the environment for proxies before every request. Where there are none, it is
  // told so once.
  if (!uses_proxies()) set_option(easy, CURLOPT_PROXY, "");
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  // Without it, giving up a name lookup waits for the resolver's thread (curl #4852, #8515).
  set_option(easy, CURLOPT_QUICK_EXIT, 1L);
  // Redirects are the scheduler's: each hop has its own host slot.
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Debian's libcurl speaks file, ldap, smb and twenty more.
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_USERAGENT, config.user_agent.c_str());
  if (config.compressed) set_option(easy, CURLOPT_ACCEPT_ENCODING, "");
  const long version = http_version(config.http);
  set_option(easy, CURLOPT_HTTP_VERSION, version);
  // A hundred streams on one connection, rather than a hundred handshakes at the start.
  if (version != CURL_HTTP_VERSION_1_1) set_option(easy, CURLOPT_PIPEWAIT, 1L);
  set_option(easy, CURLOPT_BUFFERSIZE, buffer_size(config.max_in_flight));
  // Servers drop idle connections sooner than libcurl's 118 s.
  set_option(easy, CURLOPT_MAXAGE_CONN, 15L);
}

void set_attempt_options(CURL* easy, const Attempt& attempt, const Attempt* before) {
  set_option(easy, CURLOPT_URL, attempt.target.url.c_str());
  const auto differs = [&](auto member) {
    return before == nullptr || attempt.*member != before->*member;
  };
  if (differs(&Attempt::method)) set_method(easy, attempt.method);
  if (differs(&Attempt::timeout)) {
    set_option(easy, CURLOPT_TIMEOUT_MS, milliseconds(attempt.timeout));
  }
  if (differs(&Attempt::connect_timeout)) {
    set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(attempt.connect_timeout));
  }
  if (differs(&Attempt::keep_connection)) {
    set_option(easy, CURLOPT_FORBID_REUSE, attempt.keep_connection ? 0L : 1L);
  }
  const auto& credentials = attempt.target.credentials;
  if (before == nullptr || credentials || before->target.credentials) {
    set_option(easy, CURLOPT_USERNAME, credentials ? credentials->user.c_str() : nullptr);
    set_option(easy, CURLOPT_PASSWORD,
               credentials && credentials->password ? credentials->password->c_str() : nullptr);
  }
}

bool may_share_connection(const TransportConfig& config, const std::string& host) {
  return host.starts_with("https:") && http_version(config.http) != CURL_HTTP_VERSION_1_1;
}

}  // namespace urlfan
