#include "src/cli/curl_command.h"

#include <array>
#include <cstdio>
#include <string_view>

#include "src/text/text.h"

namespace urlfan {
namespace {

/// One word for the shell, with nothing in it that the terminal obeys.
std::string word(std::string_view text) {
  std::string safe = printable(text);
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:@%+=,";
  if (!safe.empty() && safe.find_first_not_of(plain) == std::string::npos) return safe;
  std::string quoted = "'";
  for (const char c : safe) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string seconds(Duration duration) {
  std::array<char, 32> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%.6g", static_cast<double>(duration.count()) / 1e6);
  return {text.data(), static_cast<std::size_t>(size)};
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

/// As urlfan sends it: what has a body has an empty one, of no type.
std::string method_options(const std::string& method) {
  if (method == "GET") return {};
  if (method == "HEAD") return " --head";
  std::string empty_body = " --header Content-Type: --data ''";
  if (method == "POST") return empty_body;
  const bool has_body = method == "PUT" || method == "PATCH";
  return " --request " + method + (has_body ? empty_body : "");
}

}  // namespace

CurlCommand::CurlCommand(const Settings& settings)
    : timeout_(settings.engine.timeout),
      connect_timeout_(settings.engine.connect_timeout),
      http_(settings.transport.http),
      options_("curl --disable --globoff --silent --show-error --include --proto =http,https") {
  const TransportConfig& transport = settings.transport;
  options_ += " --user-agent " + word(transport.user_agent);
  if (transport.compressed) options_ += " --compressed";
  if (settings.engine.follow_redirects) {
    options_ += " --location --max-redirs " + std::to_string(settings.engine.max_redirects);
  }
  if (!transport.ca_file.empty()) options_ += " --cacert " + word(transport.ca_file);
  if (!transport.ca_path.empty()) options_ += " --capath " + word(transport.ca_path);
}

std::string CurlCommand::operator()(const Result& result) const {
  if (result.attempts == 0 || result.url.empty()) return {};
  return options_ + version_option(http_, result.response.http_version) + " --connect-timeout " +
         seconds(result.connect_timeout.value_or(connect_timeout_)) + " --max-time " +
         seconds(result.timeout.value_or(timeout_)) + method_options(result.method) + " " +
         word(result.url);
}

}  // namespace urlfan
