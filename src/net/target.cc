// parse_target: the one place that understands URLs, with libcurl's own parser, so that what is
// limited, shown and connected to is always the same host.

#include <curl/curl.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "src/net/curl_handles.h"
#include "urlfan/request.h"

namespace urlfan {
namespace {

struct UrlProblem {
  CURLUcode code;
};

/// A part of the URL; empty text when it has none.
std::string part(CURLU* url, CURLUPart what, unsigned flags, CURLUcode absent = CURLUE_OK) {
  char* text = nullptr;
  const CURLUcode code = curl_url_get(url, what, &text, flags);
  const CurlText owned(text);
  if (code == CURLUE_OK) return text;
  if (code == absent) return {};
  throw UrlProblem{code};
}

void set(CURLU* url, CURLUPart what, const char* value, unsigned flags = 0) {
  if (const CURLUcode code = curl_url_set(url, what, value, flags); code != CURLUE_OK) {
    throw UrlProblem{code};
  }
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

std::optional<Credentials> take_credentials(CURLU* url) {
  char* raw = nullptr;
  if (curl_url_get(url, CURLUPART_USER, &raw, CURLU_URLDECODE) == CURLUE_NO_USER) return {};
  const CurlText owned(raw);
  Credentials credentials{.user = part(url, CURLUPART_USER, CURLU_URLDECODE), .password = {}};
  char* password = nullptr;
  const CURLUcode code = curl_url_get(url, CURLUPART_PASSWORD, &password, CURLU_URLDECODE);
  const CurlText owned_password(password);
  if (code == CURLUE_OK) {
    credentials.password = password;
  } else if (code != CURLUE_NO_PASSWORD) {
    throw UrlProblem{code};
  }
  set(url, CURLUPART_USER, nullptr);
  set(url, CURLUPART_PASSWORD, nullptr);
  return credentials;
}

Target understand(CURLU* url) {
  Target target;
  const std::string scheme = lower(part(url, CURLUPART_SCHEME, 0));
  target.credentials = take_credentials(url);
  std::string name = lower(part(url, CURLUPART_HOST, 0));
  if (!is_ascii(name)) name = lower(part(url, CURLUPART_HOST, CURLU_PUNYCODE));
  target.host = scheme + "://" + name + ":" + part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  target.url = part(url, CURLUPART_URL, 0);
  return target;
}

bool has_scheme(std::string_view text) { return text.find("://") != std::string_view::npos; }

Error bad_url(const char* reason) {
  return make_error(
      ErrorCode::invalid_input,
      std::string("not a URL: ") + reason + "; expected [http://|https://]host[:port][/path]");
}

}  // namespace

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
    const std::string scheme = lower(part(url.get(), CURLUPART_SCHEME, 0));
    if (scheme != "http" && scheme != "https") {
      return make_error(ErrorCode::unsupported_scheme,
                        "the scheme " + scheme + ":// is not supported; expected http or https");
    }
    return understand(url.get());
  } catch (const UrlProblem& problem) {
    return bad_url(curl_url_strerror(problem.code));
  }
}

}  // namespace urlfan
