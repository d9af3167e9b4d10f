#include "src/net/easy_setup.h"

#include <chrono>
#include <new>
#include <stdexcept>

#include "src/net/easy_message.h"
#include "src/net/easy_values.h"
#include "src/net/proxies.h"
#include "src/url/url_reference.h"
#include "urlfan/config_error.h"

namespace urlfan {
namespace {

// libcurl before 8.4 fires small timeouts early, so a started millisecond counts as a whole one.
long milliseconds(Duration duration) {
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
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

/// Who the client is.
void set_identity(CURL* easy, const ClientConfig& config) {
  if (config.digest) set_option(easy, CURLOPT_HTTPAUTH, CURLAUTH_DIGEST);
  if (!config.netrc_file.empty()) {
    set_option(easy, CURLOPT_NETRC_FILE, config.netrc_file.c_str());
  }
  // Cookies are kept in memory, for the next hop of a redirect.
  set_option(easy, CURLOPT_COOKIEFILE, "");
  for (const auto& cookie : config.cookies) set_option(easy, CURLOPT_COOKIELIST, cookie.c_str());
  if (config.client_certificate) {
    const ClientCertificate& own = *config.client_certificate;
    set_option(easy, CURLOPT_SSLCERT, own.file.c_str());
    set_option(easy, CURLOPT_SSLKEY, own.key().c_str());
    if (!own.password.empty()) set_option(easy, CURLOPT_KEYPASSWD, own.password.c_str());
  }
  if (config.insecure) {
    set_option(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    set_option(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

bool has_empty_query(const std::string& url) { return empty_query(url) != std::string::npos; }

void set_url(CURL* easy, const ClientConfig& config, const std::string& url, bool had_target) {
  set_option(easy, CURLOPT_URL, url.c_str());
  // libcurl since 8.8 would lose the ? of an empty query. Through a proxy, what is set here would
  // stand in place of the whole URL.
  const bool own = has_empty_query(url) && !uses_proxies(config);
  if (!own && !had_target) return;
  const auto path = url.find('/', url.find("://") + 3);
  const std::string target = url.substr(path, url.find('#') - path);
  set_option(easy, CURLOPT_REQUEST_TARGET, own ? target.c_str() : nullptr);
}

/// Whether ~/.netrc is to say the password of the user that the URL names.
bool wants_password(const ClientConfig& config, const Attempt& attempt) {
  const auto& credentials = attempt.target.credentials;
  return !config.netrc_file.empty() && attempt.at_home && credentials && !credentials->password;
}

/// libcurl looks for the password only of a user that stands there.
std::string url_with_user(const Target& target) {
  const UrlHandle url(curl_url());
  if (!url) throw std::bad_alloc();
  curl_url_set(url.get(), CURLUPART_URL, target.url.c_str(), 0);
  curl_url_set(url.get(), CURLUPART_USER, target.credentials->user.c_str(), CURLU_URLENCODE);
  char* text = nullptr;
  if (curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) throw std::bad_alloc();
  const CurlText owned(text);
  return text;
}

}  // namespace

void require_http_version(HttpVersion version) {
  if (version == HttpVersion::http2 && !has_feature(CURL_VERSION_HTTP2)) {
    throw ConfigError("this libcurl has no HTTP/2");
  }
  if (version == HttpVersion::http3 && !has_feature(CURL_VERSION_HTTP3)) {
    throw ConfigError("this libcurl has no HTTP/3");
  }
}

void set_run_options(CURL* easy, const ClientConfig& config) {
  set_identity(easy, config);
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  // Without it, giving up a name lookup waits for the resolver's thread (curl #4852, #8515).
  set_option(easy, CURLOPT_QUICK_EXIT, 1L);
  // Redirects are the scheduler's: each hop has its own host slot.
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Debian's libcurl speaks file, ldap, smb and twenty more.
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_USERAGENT, config.user_agent.c_str());
  // Codings are undone by us, who know where each body ends: libcurl takes one that is cut for
  // whole, and the second member of a gzip file for an error.
  set_option(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set_option(easy, CURLOPT_HTTP_VERSION, http_version(config.http));
  set_option(easy, CURLOPT_BUFFERSIZE, buffer_size(config.concurrency));
  set_option(easy, CURLOPT_MAXAGE_CONN, static_cast<long>(config.max_idle_time.count()));
}

void set_attempt_options(CURL* easy, const ClientConfig& config, const Attempt& attempt,
                         const Attempt* before, TextList& headers) {
  const bool asks_netrc = wants_password(config, attempt);
  const bool had_target = before == nullptr || has_empty_query(before->target.url);
  if (asks_netrc) {
    set_url(easy, config, url_with_user(attempt.target), had_target);
  } else {
    set_url(easy, config, attempt.target.url, had_target);
  }
  const auto differs = [&](auto member) {
    return before == nullptr || attempt.*member != before->*member;
  };
  if (differs(&Attempt::method) || differs(&Attempt::message)) {
    set_message(easy, config, attempt, headers);
  }
  if (differs(&Attempt::timeout)) {
    set_time_limit(easy, attempt.timeout);
  }
  if (differs(&Attempt::connect_timeout)) {
    set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(attempt.connect_timeout));
  }
  if (!config.netrc_file.empty() && differs(&Attempt::at_home)) {
    const auto use = attempt.at_home ? CURL_NETRC_OPTIONAL : CURL_NETRC_IGNORED;
    set_option(easy, CURLOPT_NETRC, static_cast<long>(use));
  }
  const auto& credentials = attempt.target.credentials;
  if (before == nullptr || credentials || before->target.credentials) {
    set_option(easy, CURLOPT_USERNAME,
               credentials && !asks_netrc ? credentials->user.c_str() : nullptr);
    set_option(easy, CURLOPT_PASSWORD,
               credentials && credentials->password ? credentials->password->c_str() : nullptr);
  }
}

void set_time_limit(CURL* easy, Duration limit) {
  set_option(easy, CURLOPT_TIMEOUT_MS, milliseconds(limit));
}

void set_waiting(CURL* easy, bool waits) { set_option(easy, CURLOPT_PIPEWAIT, waits ? 1L : 0L); }

bool may_speak_http2(const ClientConfig& config, const Origin& origin) {
  return origin.is_https() && http_version(config.http) != CURL_HTTP_VERSION_1_1;
}

}  // namespace urlfan
