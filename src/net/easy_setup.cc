#include "src/net/easy_setup.h"

#include <unistd.h>

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

const char* text_or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

// With an empty body, a method other than these would go out without Content-Length: 0, which
// some servers answer with 411.
bool sends_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

// libcurl would call the empty body a form. Only read after it is made, so threads may share it.
curl_slist* without_content_type() {
  static const HeaderList list(curl_slist_append(nullptr, "Content-Type:"));
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
  const bool repeatable = method != "POST" && method != "PATCH";
  set_option(easy, CURLOPT_FRESH_CONNECT, repeatable ? 0L : 1L);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
  return value == nullptr ? std::string() : std::string(value);
}

void require_readable(const std::string& path, const char* what) {
  if (!path.empty() && access(path.c_str(), R_OK) != 0) {
    throw std::invalid_argument(std::string(what) + " " + path + " cannot be read");
  }
}

/// libcurl asks the environment for proxies before every request. Where there are none, it is
/// told so once.
bool names_proxies() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    if (!environment(name).empty()) return true;
  }
  return false;
}

}  // namespace

void set_run_options(CURL* easy, const TransportConfig& config) {
  static const bool proxies = names_proxies();
  if (!proxies) set_option(easy, CURLOPT_PROXY, "");
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  // Without it, giving up a name lookup waits for the resolver's thread (curl #4852, #8515).
  set_option(easy, CURLOPT_QUICK_EXIT, 1L);
  // Redirects are the scheduler's: each hop has its own host slot.
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Debian's libcurl speaks file, ldap, smb and twenty more.
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_USERAGENT, config.user_agent.c_str());
  if (config.compressed) set_option(easy, CURLOPT_ACCEPT_ENCODING, "");
  // Before 8.0.0 a truncated HTTP/2 body was reported as success (curl #10715).
  const bool sound_http2 = curl_version_info(CURLVERSION_NOW)->version_num >= 0x080000;
  set_option(easy, CURLOPT_HTTP_VERSION,
             static_cast<long>(sound_http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  // Servers drop idle connections sooner than libcurl's 118 s.
  set_option(easy, CURLOPT_MAXAGE_CONN, 15L);
  // Debian builds a CA directory in; while one is set, libcurl parses the whole bundle again
  // for every connection, 18 ms of CPU each.
  set_option(easy, CURLOPT_CAINFO, text_or_null(config.ca_file));
  set_option(easy, CURLOPT_CAPATH, text_or_null(config.ca_path));
}

void set_attempt_options(CURL* easy, const Attempt& attempt) {
  set_option(easy, CURLOPT_URL, attempt.target.url.c_str());
  set_method(easy, attempt.method);
  set_option(easy, CURLOPT_TIMEOUT_MS, milliseconds(attempt.timeout));
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(attempt.connect_timeout));
  const auto& credentials = attempt.target.credentials;
  set_option(easy, CURLOPT_USERNAME, credentials ? credentials->user.c_str() : nullptr);
  set_option(easy, CURLOPT_PASSWORD,
             credentials && credentials->password ? credentials->password->c_str() : nullptr);
}

void find_authorities(TransportConfig& config) {
  if (config.ca_file.empty() && config.ca_path.empty()) {
    config.ca_file = environment("SSL_CERT_FILE");
    config.ca_path = environment("SSL_CERT_DIR");  // may be a list of directories
  } else {
    require_readable(config.ca_path, "the CA directory");
  }
  require_readable(config.ca_file, "the CA bundle");
  if (!config.ca_file.empty() || !config.ca_path.empty()) return;

  const curl_version_info_data* built = curl_version_info(CURLVERSION_NOW);
  if (built->cainfo != nullptr && access(built->cainfo, R_OK) == 0) {
    config.ca_file = built->cainfo;
  } else if (built->capath != nullptr) {
    config.ca_path = built->capath;
  }
}

}  // namespace urlfan
