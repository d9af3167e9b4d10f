#include "src/cli/curl_line.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/url/url_reference.h"

namespace urlfan {
namespace {

/// One word for the shell, with nothing in it that the terminal obeys.
std::string word(std::string_view text) {
  std::string safe = printable(text);
  const bool plain = std::all_of(safe.begin(), safe.end(), [](char c) {
    return is_letter_or_digit(c) || is_any(c, "-._/:@%+=,");
  });
  if (plain && !safe.empty()) return safe;
  std::string quoted = "'";
  for (const char c : safe) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// What was spoken, where urlfan chose: curl might choose otherwise.
std::string version_option(HttpVersion version, const std::string& spoken) {
  switch (version) {
    case HttpVersion::http1_1:
      return " --http1.1";
    case HttpVersion::http2:
      return " --http2";
    case HttpVersion::http3:
      return " --http3";
    case HttpVersion::automatic:
      break;
  }
  if (spoken == "1.1") return " --http1.1";
  return spoken == "2" ? " --http2" : "";
}

std::string header_option(const std::string& line) { return " --header " + word(line); }

std::string header_options(const Message& message) {
  std::string options;
  for (const auto& header : message.headers) options += header_option(header_line(header));
  if (message.cookies && !message.cookies->empty()) options += " --cookie '***'";
  return options;
}

// Longer ones would hide the rest of the command.
constexpr std::size_t kMostBody = std::size_t{64} << 10U;

/// Whether the shell and the terminal take it as it is.
bool is_plain(const std::string& body) { return !body.starts_with('@') && printable(body) == body; }

/// Whether it has to come by a pipe.
bool is_piped(const Message& message) {
  return message.body && message.body->size() <= kMostBody && !is_plain(*message.body);
}

std::string body_option(const Message& message) {
  if (!message.body || message.body->empty()) return " --data ''";
  if (message.body->size() > kMostBody) {
    const std::string size = std::to_string(message.body->size());
    return " --data-binary " + word("(a body of " + size + " bytes)");
  }
  return " --data-binary " + (is_piped(message) ? "@-" : word(*message.body));
}

/// As urlfan sends it: a method that usually has a body has an empty one where none is given.
std::string message_options(const std::string& method, const Message& message) {
  std::string options = header_options(message);
  if (method == "HEAD") return options + " --head";
  const bool usually = always_tells_length(method);
  if (!message.body && !usually) return options + (method == "GET" ? "" : " --request " + method);
  if (method != "POST") options += " --request " + method;
  if (!message.has_header("content-type")) {
    const bool typed = message.body && !message.body_type.empty();
    options += header_option(typed ? "Content-Type: " + message.body_type : "Content-Type:");
  }
  return options + body_option(message);
}

std::string credentials_option(const Message& message, const std::string& url) {
  const bool in_url = authority_of(url).find('@') != std::string_view::npos;
  if (in_url || !message.credentials) return {};
  const Credentials& credentials = *message.credentials;
  return " --user " + word((credentials.is_token() ? "***" : credentials.user + ":***"));
}

}  // namespace

void tell_curl(Settings& settings, const char* option) {
  settings.curl_options.append(" ").append(option);
}

void tell_curl(Settings& settings, const char* option, std::string_view value) {
  tell_curl(settings, option);
  settings.curl_options.append(" ").append(word(value));
}

/// Before anything is quoted, and so is written in another way.
Message CurlLine::without_secrets(Message message) const {
  Secrets secrets = *secrets_;
  secrets.add(message);
  for (auto& header : message.headers) {
    if (!header.value || header.value->empty()) continue;
    header.value = may_leave_host(header.name) ? secrets.hide(std::move(*header.value)) : "***";
  }
  if (message.body) {
    message.body = std::make_shared<const std::string>(secrets.hide(*message.body));
  }
  return message;
}

CurlLine::CurlLine(const Settings& settings)
    : timeout_(settings.run.timeout),
      connect_timeout_(settings.run.connect_timeout),
      follow_redirects_(settings.run.follow_redirects),
      max_redirects_(settings.run.max_redirects),
      http_(settings.client.http),
      secrets_(settings.secrets),
      options_(std::string("curl --disable --globoff --silent --show-error --include "
                           "--proto =http,https") +
               settings.curl_options) {}

std::string CurlLine::redirect_options(const Request& request) const {
  if (!request.follow_redirects.value_or(follow_redirects_)) return {};
  return " --location --max-redirs " + std::to_string(max_redirects_);
}

std::string CurlLine::operator()(const Request& request, const Result& result) const {
  if (result.attempts == 0 || result.url.empty()) return {};
  const Message message = request.message ? without_secrets(*request.message) : Message();
  std::string command =
      options_ + redirect_options(request) + version_option(http_, result.response.http_version) +
      " --connect-timeout " + rounded_seconds(request.connect_timeout.value_or(connect_timeout_)) +
      " --max-time " + rounded_seconds(request.timeout.value_or(timeout_)) +
      credentials_option(message, result.url) + message_options(result.method, message) + " " +
      word(result.url);
  if (is_piped(message)) {
    command.insert(0, "printf %s " + word(base64(*message.body)) + " | base64 -d | ");
  }
  return secrets_->hide(std::move(command));
}

}  // namespace urlfan
