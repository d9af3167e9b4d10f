#include "src/cli/network_settings.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/cli/settings.h"
#include "src/net/proxies.h"

namespace urlfan {
namespace {

void require_proxy(const std::string& proxy) {
  const std::string problem = unknown_scheme(proxy);
  if (!problem.empty()) throw UsageError("--proxy: " + problem);
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

}  // namespace

void apply(const NetworkFlags& flags, ClientConfig& transport) {
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

}  // namespace urlfan
