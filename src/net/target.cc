// The one place that understands URLs, with libcurl's own parser, so that what is
// limited, shown and connected to is always the same host.

#include "src/net/target.h"

#include <curl/curl.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "src/net/curl_handles.h"
#include "src/text/text.h"
#include "urlfan/request.h"

namespace urlfan {
namespace {

struct UrlProblem {
  CURLUcode code;
};

/// A part of the URL; empty when it has none.
std::optional<std::string> find_part(CURLU* url, CURLUPart what, CURLUcode absent) {
  char* text = nullptr;
  const CURLUcode code = curl_url_get(url, what, &text, CURLU_URLDECODE);
  const CurlText owned(text);
  if (code == CURLUE_OK) return text;
  if (code == absent) return {};
  throw UrlProblem{code};
}

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  const CURLUcode code = curl_url_get(url, what, &text, flags);
  const CurlText owned(text);
  if (code != CURLUE_OK) throw UrlProblem{code};
  return text;
}

void set(CURLU* url, CURLUPart what, const char* value, unsigned flags = 0) {
  if (const CURLUcode code = curl_url_set(url, what, value, flags); code != CURLUE_OK) {
    throw UrlProblem{code};
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

std::optional<Credentials> take_credentials(CURLU* url) {
  auto user = find_part(url, CURLUPART_USER, CURLUE_NO_USER);
  auto password = find_part(url, CURLUPART_PASSWORD, CURLUE_NO_PASSWORD);
  if (!user && !password) return {};
  set(url, CURLUPART_USER, nullptr);
  set(url, CURLUPART_PASSWORD, nullptr);
  return Credentials{.user = user.value_or(""), .password = std::move(password)};
}

/// "scheme://name:port" of a URL that libcurl has normalised and that has no user information.
std::string host_key(CURLU* handle, const std::string& url) {
  const auto start = url.find("://") + 3;
  const auto end = std::min(url.find_first_of("/?#", start), url.size());
  const std::string_view authority = std::string_view(url).substr(start, end - start);
  if (!is_ascii(authority)) {
    return lower_case(part(handle, CURLUPART_SCHEME) + "://" +
                      part(handle, CURLUPART_HOST, CURLU_PUNYCODE) + ":" +
                      part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT));
  }
  std::string key = lower_case(url.substr(0, end));
  // A colon after the brackets of an IPv6 address starts a port.
  const auto name_end = authority.rfind(']');
  const bool has_port = authority.find(':', name_end == std::string_view::npos ? 0 : name_end) !=
                        std::string_view::npos;
  if (!has_port) key += key.starts_with("https") ? ":443" : ":80";
  return key;
}

Target understand(CURLU* url) {
  Target target;
  target.credentials = take_credentials(url);
  target.url = part(url, CURLUPART_URL);
  target.host = host_key(url, target.url);
  return target;
}

bool has_scheme(std::string_view text) { return text.find("://") != std::string_view::npos; }

Error bad_url(const char* reason) {
  return make_error(
      ErrorCode::invalid_input,
      std::string("not a URL: ") + reason + "; expected [http://|https://]host[:port][/path]");
}

}  // namespace

namespace {

constexpr unsigned kAnyScheme = CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME;

}  // namespace

bool is_url(const std::string& text) {
  const UrlHandle handle(curl_url());
  return handle && curl_url_set(handle.get(), CURLUPART_URL, text.c_str(), kAnyScheme) == CURLUE_OK;
}

std::optional<Credentials> url_credentials(const std::string& url) {
  const UrlHandle handle(curl_url());
  if (!handle) return {};
  try {
    set(handle.get(), CURLUPART_URL, url.c_str(), kAnyScheme);
    return take_credentials(handle.get());
  } catch (const UrlProblem&) {
    return {};
  }
}

std::variant<Target, Error> parse_target(std::string_view text, const UrlDefaults& defaults) {
  constexpr unsigned flags = CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME;
  if (text.empty()) return bad_url("it is empty");
  const UrlHandle url(curl_url());
  if (!url) return make_error(ErrorCode::local_resources, "out of memory");
  try {
    std::string full(text);
    if (!has_scheme(text)) {
      if (!defaults.base.empty()) {
        set(url.get(), CURLUPART_URL, defaults.base.c_str(), flags);
      } else {
        full.insert(0, defaults.scheme + "://");
      }
    }
    set(url.get(), CURLUPART_URL, full.c_str(), flags);
    Target target = understand(url.get());
    const bool supported =
        target.host.starts_with("http://") || target.host.starts_with("https://");
    if (supported) return target;
    return make_error(ErrorCode::unsupported_scheme,
                      "the scheme of this URL is not supported; expected http or https");
  } catch (const UrlProblem& problem) {
    return bad_url(curl_url_strerror(problem.code));
  }
}

namespace {

/// Where the path starts, when before it is nothing but a scheme, a name and a port.
std::size_t origin_length(std::string_view url) {
  const auto scheme = url.find("://");
  // libcurl also takes http:/name for http://name, and a second scheme behind it for a path.
  if (scheme == std::string_view::npos || url.find_first_of(":/") != scheme) return 0;
  const auto start = scheme + 3;
  const auto end = url.find_first_of("/?#@\\", start);
  // libcurl takes http:///name for http://name; there the name would be part of the path.
  return end != std::string_view::npos && end > start && url[end] == '/' ? end : 0;
}

/// Whether libcurl would leave this path, query and fragment as they are.
bool is_normal_path(std::string_view path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/-_.~?&=#,;:+").find(c) != std::string_view::npos;
  });
  // An empty query or fragment can be left out.
  const bool empty_part =
      path.ends_with('?') || path.ends_with('#') || path.find("?#") != std::string_view::npos;
  return plain && !empty_part && path.find("/.") == std::string_view::npos;
}

}  // namespace

std::variant<Target, Error> TargetParser::operator()(std::string_view url) {
  const std::size_t length = origin_length(url);
  const std::string_view origin = url.substr(0, length);
  const std::string_view path = url.substr(length);
  if (length > 0 && origin == written_ && is_normal_path(path)) {
    Target target{.url = normal_, .host = host_, .credentials = {}};
    target.url += path;
    return target;
  }
  auto parsed = parse_target(url, defaults_);
  if (const auto* target = std::get_if<Target>(&parsed); target != nullptr && length > 0) {
    written_ = origin;
    normal_ = target->url.substr(0, origin_length(target->url));
    host_ = target->host;
  }
  return parsed;
}

}  // namespace urlfan
