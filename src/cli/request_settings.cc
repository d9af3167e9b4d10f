#include "src/cli/request_settings.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/cli/settings.h"
#include "src/io/line_problem.h"
#include "src/io/message_values.h"
#include "src/net/cookie_file.h"
#include "src/net/easy_network.h"
#include "src/text/text.h"
#include "src/text/units.h"

namespace urlfan {
namespace {

std::string read_whole(const char* option, const std::string& file) {
  if (file == "-") {
    throw UsageError(std::string(option) + " @-: standard input is for lists; expected a file");
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  // A directory opens, and cannot be read. An empty file gives nothing, which is no failure.
  const bool readable =
      in.is_open() && (in.peek() != std::ifstream::traits_type::eof() || in.eof());
  if (!readable) {
    throw UsageError(std::string(option) + ": cannot read " + file + ": " +
                     std::generic_category().message(errno));
  }
  if (!in.eof()) text << in.rdbuf();
  return std::move(text).str();
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

/// Those that are not the name of a file.
std::optional<std::string> cookies(const std::vector<std::string>& values) {
  std::optional<std::string> all;
  for (const auto& value : values) {
    if (!is_cookie(value)) continue;
    all = all ? *all + "; " + value : value;
  }
  return all;
}

std::string netrc_file() {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): one thread yet
  std::string file = std::string(home == nullptr ? "" : home) + "/.netrc";
  read_whole("--netrc", file);
  return file;
}

HttpVersion http_version(const std::string& name) {
  if (name == "1.1") return HttpVersion::http1_1;
  if (name == "2") return HttpVersion::http2;
  return name == "3" ? HttpVersion::http3 : HttpVersion::automatic;
}

void require_proxy(const std::string& proxy) {
  constexpr std::array<std::string_view, 6> schemes{"http",    "https",  "socks4",
                                                    "socks4a", "socks5", "socks5h"};
  const auto end = proxy.find("://");
  if (end == std::string::npos) return;
  const std::string scheme = lower_case(proxy.substr(0, end));
  if (std::find(schemes.begin(), schemes.end(), scheme) != schemes.end()) return;
  throw UsageError("--proxy: unknown scheme \"" + excerpt(scheme, 40) +
                   "\"; expected http, https, socks4, socks4a, socks5 or socks5h");
}

/// The end of a host, which may be an IPv6 address in brackets.
std::size_t host_end(std::string_view text) {
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  return bracket == std::string_view::npos ? bracket : text.find(':', bracket);
}

bool is_address(std::string address) {
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  in6_addr room{};
  return inet_pton(AF_INET, address.c_str(), &room) == 1 ||
         inet_pton(AF_INET6, address.c_str(), &room) == 1;
}

bool are_addresses(std::string_view list) {
  while (true) {
    const auto end = std::min(list.find(','), list.size());
    if (!is_address(std::string(list.substr(0, end)))) return false;
    if (end == list.size()) return true;
    list.remove_prefix(end + 1);
  }
}

std::optional<std::uint16_t> port_number(std::string_view text) {
  const auto port = parse_count(text);
  if (!port || *port == 0 || *port > 65'535) return {};
  return static_cast<std::uint16_t>(*port);
}

FixedAddress fixed_address(std::string text) {
  // For curl, a plus is an address that it may forget again.
  if (text.starts_with('+')) text.erase(0, 1);
  const auto colon = host_end(text);
  const auto second = colon == std::string::npos ? colon : text.find(':', colon + 1);
  const bool complete = second != std::string::npos && colon > 0;
  const auto port = complete
                        ? port_number(std::string_view(text).substr(colon + 1, second - colon - 1))
                        : std::nullopt;
  if (!port || !are_addresses(std::string_view(text).substr(second + 1))) {
    throw UsageError("--resolve " + excerpt(text, 60) + ": expected HOST:PORT:ADDRESS,...");
  }
  return {.name = lower_case(text.substr(0, colon)),
          .port = *port,
          .addresses = text.substr(second + 1)};
}

/// Four parts, of which some may be empty.
const std::string& connect_to(const std::string& text) {
  std::string_view rest = text;
  bool sound = true;
  for (int part = 0; part < 4 && sound; ++part) {
    const bool is_host = part % 2 == 0;
    const auto end = is_host ? host_end(rest) : rest.find(':');
    const bool last = part == 3;
    sound = (end == std::string_view::npos) == last &&
            (is_host || rest.substr(0, end).empty() || port_number(rest.substr(0, end)));
    if (!last && sound) rest.remove_prefix(end + 1);
  }
  if (sound) return text;
  throw UsageError("--connect-to " + excerpt(text, 60) +
                   ": expected HOST1:PORT1:HOST2:PORT2, of which parts may be empty");
}

/// As curl takes it: in the name of the file, \: is a colon and \\ a backslash.
ClientCertificate client_certificate(const NetworkFlags& flags) {
  ClientCertificate own;
  own.key_file = flags.key;
  const std::string& text = flags.cert;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ':' || text[i + 1] == '\\');
    if (text[i] == ':') {
      own.password = text.substr(i + 1);
      break;
    }
    own.file += text[escape ? ++i : i];
  }
  return own;
}

/// The next word of a .netrc; quotes hold blanks together, and a backslash escapes.
std::optional<std::string> netrc_word(std::istream& in) {
  char c = 0;
  if (!(in >> c)) return {};
  std::string word;
  const bool quoted = c == '"';
  if (!quoted) word += c;
  while (in.get(c) &&
         (quoted ? c != '"' : std::string_view(" \t\r\n").find(c) == std::string::npos)) {
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
    if (const auto own = cookies(flags.cookies); own && !message.cookies) {
      add_header(message, "--cookie", {.name = "Cookie", .value = own});
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

void apply(const RequestFlags& flags, TransportConfig& transport) {
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

void apply(const NetworkFlags& flags, TransportConfig& transport) {
  if (flags.deny_private && flags.proxy && !flags.proxy->empty()) {
    throw UsageError(
        "--deny-private cannot see which addresses a proxy connects to: leave --proxy out");
  }
  if (flags.deny_private && !flags.unix_socket.empty()) {
    throw UsageError("--unix-socket is no public address: leave it or --deny-private out");
  }
  if (flags.proxy) require_proxy(*flags.proxy);
  transport.proxy = flags.proxy;
  transport.no_proxy = flags.no_proxy;
  transport.unix_socket = flags.unix_socket;
  for (const auto& text : flags.resolve) transport.fixed_addresses.push_back(fixed_address(text));
  for (const auto& text : flags.connect_to) transport.connect_to.push_back(connect_to(text));
  transport.interface = flags.interface;
  if (flags.ipv4) transport.family = AddressFamily::ipv4;
  if (flags.ipv6) transport.family = AddressFamily::ipv6;
  transport.deny_private = flags.deny_private;
  transport.ca_file = flags.cacert;
  transport.ca_path = flags.capath;
  if (!flags.cert.empty()) transport.client_certificate = client_certificate(flags);
  transport.insecure = flags.insecure;
}

void add_secrets(const TransportConfig& transport, Secrets& secrets) {
  for (const auto& proxy : proxy_credentials(transport)) secrets.add(proxy);
  if (!transport.netrc_file.empty()) {
    for (const auto& each : netrc_credentials(transport.netrc_file)) secrets.add(each);
  }
  if (transport.client_certificate) secrets.add(transport.client_certificate->password);
  for (const auto& cookie : transport.cookies) {
    const auto value = std::string_view(cookie).substr(cookie.rfind('\t') + 1);
    if (value.size() >= Secrets::kShortestCookie) secrets.add(value);
  }
}

}  // namespace urlfan
