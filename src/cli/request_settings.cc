#include "src/cli/request_settings.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/environment.h"
#include "src/base/text.h"
#include "src/base/units.h"
#include "src/cli/settings.h"
#include "src/list/line_problem.h"
#include "src/list/message_values.h"
#include "src/list/whole_file.h"
#include "src/net/cookie_file.h"
#include "src/net/proxies.h"

namespace urlfan {
namespace {

std::string read_whole(const char* option, const std::string& file) {
  if (file == "-") {
    throw UsageError(std::string(option) + " @-: standard input is for lists; expected a file");
  }
  try {
    return read_whole_file(file);
  } catch (const std::system_error& error) {
    throw UsageError(std::string(option) + ": cannot read " + file + ": " + error.code().message());
  }
}

/// As with curl: it is meant for forms, in which no line ends.
std::string without_line_ends(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return text;
}

std::string body(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) {
    if (&part != &parts.front()) all += '&';
    all += part.starts_with('@') ? without_line_ends(read_whole("--data", part.substr(1))) : part;
  }
  return all;
}

void add_header_line(Message& message, const std::string& line) {
  add_header(message, "--header", header_field("--header", line));
}

void add_headers(Message& message, const std::string& text) {
  if (!text.starts_with('@')) return add_header_line(message, text);
  std::string lines = read_whole("--header", text.substr(1));
  for (std::size_t start = 0; start < lines.size();) {
    const auto end = std::min(lines.find('\n', start), lines.size());
    std::string line = lines.substr(start, end - start);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) add_header_line(message, line);
    start = end + 1;
  }
}

Credentials credentials(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) {
    throw UsageError("--user has no password; expected USER:PASSWORD, where PASSWORD may be empty");
  }
  return {.user = text.substr(0, colon), .password = text.substr(colon + 1)};
}

bool is_cookie(const std::string& value) { return value.find('=') != std::string::npos; }

std::string netrc_file() {
  std::string file = environment_variable("HOME").value_or("") + "/.netrc";
  read_whole("--netrc", file);
  return file;
}

HttpVersion http_version(const std::string& name) {
  if (name == "1.1") return HttpVersion::http1_1;
  if (name == "2") return HttpVersion::http2;
  return name == "3" ? HttpVersion::http3 : HttpVersion::automatic;
}

/// The next word of a .netrc; quotes hold blanks together, and a backslash escapes.
std::optional<std::string> netrc_word(std::istream& in) {
  char c = 0;
  if (!(in >> c)) return {};
  std::string word;
  const bool quoted = c == '"';
  if (!quoted) word += c;
  while (in.get(c) && (quoted ? c != '"' : !is_blank_or_line_end(c))) {
    if (quoted && c == '\\') in.get(c);
    word += c;
  }
  return word;
}

/// Users and passwords of a .netrc.
std::vector<Credentials> netrc_credentials(const std::string& file) {
  std::ifstream in(file);
  std::vector<Credentials> all;
  Credentials entry;
  const auto flush = [&] {
    if (entry.password) all.push_back(std::exchange(entry, {}));
  };
  while (const auto key = netrc_word(in)) {
    if (*key == "machine" || *key == "default") flush();
    if (*key == "login") entry.user = netrc_word(in).value_or("");
    if (*key == "password") entry.password = netrc_word(in);
  }
  flush();
  return all;
}

}  // namespace

MessagePtr request_message(const RequestFlags& flags) {
  Message message;
  try {
    for (const auto& header : flags.headers) add_headers(message, header);
    if (!flags.bearer.empty()) {
      add_header(message, "--oauth2-bearer",
                 {.name = "Authorization", .value = "Bearer " + flags.bearer});
    }
    const bool as_header = message.cookies.has_value();
    for (const auto& value : flags.cookies) {
      if (as_header || !is_cookie(value)) continue;
      add_header(message, "--cookie", {.name = "Cookie", .value = value});
    }
  } catch (const LineProblem& problem) {
    throw UsageError(problem.why);
  }
  if (!flags.data.empty()) {
    if (!flags.method.empty() && !may_have_body(flags.method)) {
      throw UsageError("--method " + flags.method + " has no body: leave --data out");
    }
    message.body = std::make_shared<const std::string>(body(flags.data));
    message.body_type = "application/x-www-form-urlencoded";
  }
  if (!flags.user.empty()) message.credentials = credentials(flags.user);
  const bool nothing =
      message.headers.empty() && !message.cookies && !message.body && !message.credentials;
  return nothing ? nullptr : std::make_shared<const Message>(std::move(message));
}

std::vector<std::string> cookie_files(const RequestFlags& flags) {
  std::vector<std::string> files;
  std::remove_copy_if(flags.cookies.begin(), flags.cookies.end(), std::back_inserter(files),
                      is_cookie);
  return files;
}

std::vector<std::string> message_files(const RequestFlags& flags) {
  std::vector<std::string> files;
  for (const auto* values : {&flags.data, &flags.headers}) {
    for (const auto& value : *values) {
      if (value.starts_with('@')) files.push_back(value.substr(1));
    }
  }
  return files;
}

void apply(const RequestFlags& flags, ClientConfig& transport) {
  if (!is_utf8(flags.user_agent) || printable(flags.user_agent) != flags.user_agent) {
    throw UsageError("--user-agent has a control character in it; expected plain text");
  }
  transport.user_agent = flags.user_agent;
  transport.http = http_version(flags.http);
  transport.compressed = flags.compressed;
  transport.digest = flags.digest;
  if (flags.netrc) transport.netrc_file = netrc_file();
  try {
    for (const auto& file : cookie_files(flags)) {
      for (auto& cookie : read_cookie_file(file)) transport.cookies.push_back(std::move(cookie));
    }
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string("--cookie: ") + error.what());
  }
}

void add_secrets(const ClientConfig& transport, Secrets& secrets) {
  for (const auto& proxy : proxy_credentials(transport)) secrets.add(proxy);
  if (!transport.netrc_file.empty()) {
    for (const auto& each : netrc_credentials(transport.netrc_file)) secrets.add(each);
  }
  if (transport.client_certificate) secrets.add(transport.client_certificate->password);
  for (const auto& cookie : transport.cookies) {
    secrets.add_cookie(std::string_view(cookie).substr(cookie.rfind('\t') + 1));
  }
}

}  // namespace urlfan
