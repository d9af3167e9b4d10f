// The one place that understands URLs: what is a scheme and what is relative by the grammar, all
// else with libcurl's own parser, so that what is limited, shown and connected to is always the
// same host.

#include "src/url/target.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "src/base/ascii.h"
#include "src/base/odd_url.h"
#include "src/base/scan.h"
#include "src/base/text.h"
#include "src/model/message.h"
#include "src/url/url_handle.h"
#include "src/url/url_reference.h"
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

std::optional<Credentials> take_credentials(CURLU* url) {
  auto user = find_part(url, CURLUPART_USER, CURLUE_NO_USER);
  auto password = find_part(url, CURLUPART_PASSWORD, CURLUE_NO_PASSWORD);
  if (!user && !password) return {};
  set(url, CURLUPART_USER, nullptr);
  set(url, CURLUPART_PASSWORD, nullptr);
  return Credentials{.user = user.value_or(""), .password = std::move(password)};
}

std::uint16_t port_number(std::string_view digits) {
  std::uint16_t port = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return port;
}

/// Of a URL that libcurl has normalised and that has no user information.
Origin origin_of(CURLU* handle, const std::string& url) {
  const auto start = url.find("://") + 3;
  const auto end = find_any(url, "/?#", start);
  const std::string_view authority = std::string_view(url).substr(start, end - start);
  if (!is_ascii(authority)) {
    return {lower_case(part(handle, CURLUPART_SCHEME)),
            lower_case(part(handle, CURLUPART_HOST, CURLU_PUNYCODE)),
            port_number(part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT))};
  }
  const std::string scheme = lower_case(std::string_view(url).substr(0, start - 3));
  // A colon after the brackets of an IPv6 address starts a port.
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string name = lower_case(authority.substr(0, colon));
  if (colon != std::string_view::npos)
    return {scheme, name, port_number(authority.substr(colon + 1))};
  return {scheme, name, static_cast<std::uint16_t>(scheme == "https" ? 443 : 80)};
}

Error bad_url(const std::string& reason) {
  return make_error(ErrorCode::invalid_input,
                    "not a URL: " + reason + "; expected [http://|https://]host[:port][/path]");
}

Error other_scheme(std::string_view text) {
  const bool user = first_segment(text).find('@') != std::string_view::npos;
  return make_error(ErrorCode::unsupported_scheme,
                    std::string("the scheme of this URL is not supported; expected http or https") +
                        (user ? "; a user is written https://user:password@host" : ""));
}

/// Nobody is named before the @.
bool names_no_user(std::string_view url) {
  const auto authority = authority_of(url);
  const auto at = authority.rfind('@');
  return at == 0 || (at == 1 && authority.front() == ':');
}

/// An absolute URL of the web as it is written.
std::variant<Target, Error> understand(std::string_view text) {
  const UrlHandle url(curl_url());
  if (!url) return make_error(ErrorCode::local_resources, "out of memory");
  try {
    set(url.get(), CURLUPART_URL, percent_encoded(text).c_str());
    Target target;
    target.credentials = take_credentials(url.get());
    if (names_no_user(text)) target.credentials.reset();
    target.url = part(url.get(), CURLUPART_URL);
    target.origin = origin_of(url.get(), target.url);
    // libcurl leaves it out; a server may tell it from none.
    if (empty_query(text) != std::string_view::npos) {
      target.url.insert(std::min(target.url.find('#'), target.url.size()), 1, '?');
    }
    return target;
  } catch (const UrlProblem& problem) {
    Error error = bad_url(curl_url_strerror(problem.code));
    error.message += what_looks_odd(text);
    return error;
  }
}

/// What a text with this scheme says, if it can be fetched (RFC 9110, section 4.2).
std::variant<std::string, Error> with_scheme(std::string_view scheme, std::string_view text) {
  const std::string lower = lower_case(scheme);
  if (lower != "http" && lower != "https") return other_scheme(text);
  const auto rest = text.substr(scheme.size() + 1);
  if (rest.starts_with("//")) {
    if (!first_segment(rest.substr(2)).empty()) return std::string(text);
    return bad_url("it has no host");
  }
  const auto meant = rest.substr(std::min(rest.find_first_not_of("/\\"), rest.size()));
  return bad_url("behind " + lower + ": are no two slashes, as in " +
                 excerpt(lower + "://" + std::string(meant), 80));
}

/// Whether it can only be a path, a query or a fragment.
bool names_no_host(std::string_view text) {
  const auto segment = first_segment(text);
  return segment.empty() || segment == "." || segment == "..";
}

/// The absolute URL that a text of a list stands for.
// NOLINTNEXTLINE(misc-no-recursion): once, for the base, which has none
std::variant<std::string, Error> complete(std::string_view text, const UrlDefaults& defaults) {
  if (text.empty()) return bad_url("it is empty");
  if (names_host_and_port(text)) return defaults.scheme + "://" + std::string(text);
  if (const auto scheme = scheme_of(text); !scheme.empty()) return with_scheme(scheme, text);
  const auto segment = first_segment(text);
  if (segment.ends_with(':') ||
      (!defaults.base.empty() && segment.find(':') != std::string_view::npos)) {
    return bad_url("what stands before the colon is neither a scheme nor a host with a port");
  }
  if (!defaults.base.empty()) {
    auto base = complete(defaults.base, {.scheme = defaults.scheme, .base = {}});
    if (auto* whole = std::get_if<std::string>(&base)) *whole = resolve_reference(*whole, text);
    return base;
  }
  if (text.starts_with("//") && !names_no_host(text.substr(2))) {
    return defaults.scheme + ":" + std::string(text);
  }
  if (!names_no_host(text)) return defaults.scheme + "://" + std::string(text);
  return make_error(ErrorCode::invalid_input,
                    "not a URL by itself: a path needs --base-url; expected "
                    "[http://|https://]host[:port][/path], or --base-url for such lines");
}

}  // namespace

namespace {

constexpr unsigned kAnyScheme = CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME;

}  // namespace

bool is_url_of_any_scheme(const std::string& text) {
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
  auto whole = complete(text, defaults);
  if (auto* error = std::get_if<Error>(&whole)) return std::move(*error);
  return understand(std::get<std::string>(whole));
}

Request make_request(std::string_view url, const UrlDefaults& defaults) {
  Request request;
  auto target = parse_target(url, defaults);
  if (auto* error = std::get_if<Error>(&target)) {
    request.method.clear();
    request.bad = std::move(*error);
  } else {
    request.target = std::move(std::get<Target>(target));
  }
  return request;
}

namespace {

/// What is wrong with what it should send, else sends it.
std::optional<std::string> add_parts(Request& request, RequestParts parts) {
  if (auto why = refuse_method(request.method)) return why;
  auto message = std::make_shared<Message>();
  for (auto& header : parts.headers) {
    if (auto why = put_header(*message, "headers", std::move(header))) return why;
  }
  if (parts.json && parts.body) return "json and body stand both; expected one of them";
  auto& body = parts.json ? parts.json : parts.body;
  if (body) {
    if (auto why = refuse_body(request.method)) return why;
    message->body_type = parts.json ? "application/json" : std::move(parts.body_type);
    if (auto why = refuse_header_value("body_type", "content-type", message->body_type)) return why;
    message->body = std::make_shared<const std::string>(std::move(*body));
  }
  if (!message->headers.empty() || message->cookies || body) request.message = std::move(message);
  return {};
}

}  // namespace

Request make_request(std::string_view method, std::string_view url, RequestParts parts,
                     const UrlDefaults& defaults) {
  Request request = make_request(url, defaults);
  if (request.bad) return request;
  request.method = method;
  if (auto why = add_parts(request, std::move(parts))) {
    request = {};
    request.method.clear();
    request.bad = make_error(ErrorCode::invalid_input, std::move(*why));
  }
  return request;
}

namespace {

/// What a Location stands for, on an answer of `from`.
std::variant<std::string, Error> locate(const Target& from, std::string_view location) {
  if (!is_utf8(location)) return bad_url("it is not valid UTF-8");
  std::string whole;
  if (const auto scheme = scheme_of(location); scheme.empty()) {
    whole = resolve_reference(from.url, location);
  } else {
    auto written = with_scheme(scheme, location);
    if (std::holds_alternative<Error>(written)) return written;
    whole = std::move(std::get<std::string>(written));
  }
  // RFC 9110, section 10.2.2.
  if (whole.find('#') == std::string::npos) {
    whole.append(from.url, std::min(from.url.find('#'), from.url.size()));
  }
  return whole;
}

}  // namespace

RedirectTo follow_location(const Target& from, std::string_view location) {
  auto whole = locate(from, location);
  if (auto* error = std::get_if<Error>(&whole)) {
    return {.location = mask_user_information(location), .to = std::move(*error)};
  }
  const auto& url = std::get<std::string>(whole);
  auto to = understand(url);
  const auto* target = std::get_if<Target>(&to);
  std::string shown = target != nullptr ? target->display_url() : mask_user_information(url);
  return {.location = std::move(shown), .to = std::move(to), .anonymous = names_no_user(url)};
}

namespace {

/// Where the path starts, when before it is nothing but a scheme, a name and a port.
std::size_t origin_length(std::string_view url) {
  const auto scheme = url.find("://");
  // libcurl also takes http:/name for http://name, and a second scheme behind it for a path.
  constexpr auto none = std::string_view::npos;
  if (scheme == none) return 0;
  const auto name = url.substr(0, scheme);
  if (name.find(':') != none || name.find('/') != none) return 0;
  const auto start = scheme + 3;
  const auto* const stop = std::find_if(url.begin() + start, url.end(), [](char c) {
    return c == '/' || c == '?' || c == '#' || c == '@' || c == '\\';
  });
  const auto end = stop == url.end() ? none : static_cast<std::size_t>(stop - url.begin());
  // libcurl takes http:///name for http://name; there the name would be part of the path.
  return end != none && end > start && url[end] == '/' ? end : 0;
}

/// Whether libcurl would leave this path, query and fragment as they are.
bool is_normal_path(std::string_view path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return is_letter_or_digit(c) || is_any(c, "/-_.~?&=#,;:+");
  });
  // An empty query or fragment can be left out.
  const bool empty_part =
      path.ends_with('?') || path.ends_with('#') || path.find("?#") != std::string_view::npos;
  return plain && !empty_part && path.find("/.") == std::string_view::npos;
}

}  // namespace

std::variant<Target, Error> TargetParser::operator()(std::string_view url) {
  std::string completed;
  if (origin_length(url) == 0) {
    auto whole = complete(url, defaults_);
    if (auto* error = std::get_if<Error>(&whole)) return std::move(*error);
    completed = std::move(std::get<std::string>(whole));
    url = completed;
  }
  const std::size_t length = origin_length(url);
  const std::string_view start = url.substr(0, length);
  const std::string_view path = url.substr(length);
  if (length > 0 && start == written_ && is_normal_path(path)) {
    Target target{.url = normal_, .origin = origin_, .credentials = {}};
    target.url += path;
    return target;
  }
  auto parsed = completed.empty() ? parse_target(url, defaults_) : understand(url);
  if (const auto* target = std::get_if<Target>(&parsed); target != nullptr && length > 0) {
    written_ = start;
    normal_ = target->url.substr(0, origin_length(target->url));
    origin_ = target->origin;
  }
  return parsed;
}

}  // namespace urlfan
