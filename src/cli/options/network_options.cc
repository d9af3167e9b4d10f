#include "src/cli/options/network_options.h"

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
#include "src/cli/curl_line.h"
#include "src/cli/options/values.h"
#include "src/cli/settings.h"
#include "src/net/proxies.h"

namespace urlfan {
namespace {

constexpr const char* kNetworkGroup = "Network";

const std::string& known_proxy(const std::string& proxy) {
  const std::string problem = unknown_scheme(proxy);
  if (!problem.empty()) throw UsageError("--proxy: " + problem);
  return proxy;
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

/// FILE[:PASSWORD], as curl takes it: in the name of the file, \: is a colon and \\ a backslash.
void read_certificate(ClientCertificate& own, const std::string& text) {
  own.file.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ':' || text[i + 1] == '\\');
    if (text[i] == ':') {
      own.password = text.substr(i + 1);
      break;
    }
    own.file += text[escape ? ++i : i];
  }
}

void add_proxy(CLI::App& app, ClientConfig& client) {
  app.add_option_function<std::string>(
         "-x,--proxy", [&client](const std::string& text) { client.proxy = known_proxy(text); },
         "Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h; an empty one is "
         "none [http_proxy, https_proxy and all_proxy of the environment]")
      ->type_name("[SCHEME://]HOST[:PORT]")
      ->group(kNetworkGroup);
  app.add_option_function<std::string>(
         "--noproxy", [&client](const std::string& text) { client.no_proxy = text; },
         "Hosts that are asked without the proxy; * is all [no_proxy]")
      ->type_name("HOST,...")
      ->group(kNetworkGroup);
}

void add_way(CLI::App& app, ClientConfig& client) {
  app.add_option("--unix-socket", client.unix_socket, "Connect to this socket, whatever the host")
      ->type_name("PATH")
      ->check(must_not_be_empty())
      ->group(kNetworkGroup);
  add_each(
      app, "--resolve",
      [&client](const std::string& text) { client.fixed_addresses.push_back(fixed_address(text)); },
      "Take these addresses for the host; * is every host. May stand several times")
      ->type_name("HOST:PORT:ADDRESS,...")
      ->group(kNetworkGroup);
  add_each(
      app, "--connect-to",
      [&client](const std::string& text) { client.connect_to.push_back(connect_to(text)); },
      "Connect to the second in place of the first; an empty part is any, or the same. May stand "
      "several times")
      ->type_name("HOST1:PORT1:HOST2:PORT2")
      ->group(kNetworkGroup);
  app.add_option("--interface", client.interface, "Connect from here")
      ->type_name("NAME|ADDRESS")
      ->check(must_not_be_empty())
      ->group(kNetworkGroup);
  auto* ipv4 = app.add_flag_callback(
                      "-4,--ipv4", [&client] { client.family = AddressFamily::ipv4; },
                      "Connect by IPv4 alone")
                   ->group(kNetworkGroup);
  app.add_flag_callback(
         "-6,--ipv6", [&client] { client.family = AddressFamily::ipv6; }, "Connect by IPv6 alone")
      ->excludes(ipv4)
      ->group(kNetworkGroup);
}

void add_trust(CLI::App& app, ClientConfig& client) {
  app.add_option("--cacert", client.ca_file,
                 "Trust the certificate authorities of this PEM file, and no others")
      ->type_name("FILE")
      ->group(kNetworkGroup);
  app.add_option("--capath", client.ca_path,
                 "Trust those of this directory (see c_rehash), and no others")
      ->type_name("DIR")
      ->group(kNetworkGroup);
  // Whichever of the two is read first.
  const auto own = [&client]() -> ClientCertificate& {
    if (!client.client_certificate) client.client_certificate.emplace();
    return *client.client_certificate;
  };
  app.add_option_function<std::string>(
         "-E,--cert", [own](const std::string& text) { read_certificate(own(), text); },
         "The certificate to show to servers that ask for one (PEM), and the "
         "password of its key")
      ->type_name("FILE[:PASSWORD]")
      ->check(must_not_be_empty())
      ->group(kNetworkGroup);
  app.add_option_function<std::string>(
         "--key", [own](const std::string& file) { own().key_file = file; },
         "The key of --cert, if that is in another file")
      ->type_name("FILE")
      ->group(kNetworkGroup);
  app.add_flag("-k,--insecure", client.insecure,
               "Take any certificate: nobody knows then who answers")
      ->group(kNetworkGroup);
}

void tell_curl_if_set(Settings& settings, const char* option, const std::string& value) {
  if (!value.empty()) tell_curl(settings, option, value);
}

void complete_proxy(Settings& settings) {
  const ClientConfig& client = settings.client;
  if (client.proxy) tell_curl(settings, "--proxy", mask_user_information(*client.proxy));
  if (client.no_proxy) tell_curl(settings, "--noproxy", *client.no_proxy);
  for (const auto& proxy : proxy_credentials(client)) settings.secrets->add(proxy);
}

void complete_way(Settings& settings) {
  const ClientConfig& client = settings.client;
  tell_curl_if_set(settings, "--unix-socket", client.unix_socket);
  for (const auto& fixed : client.fixed_addresses) {
    const std::string port = std::to_string(fixed.port);
    tell_curl(settings, "--resolve", fixed.name + ":" + port + ":" + fixed.addresses);
  }
  for (const auto& each : client.connect_to) tell_curl(settings, "--connect-to", each);
  tell_curl_if_set(settings, "--interface", client.interface);
  if (client.family == AddressFamily::ipv4) tell_curl(settings, "--ipv4");
  if (client.family == AddressFamily::ipv6) tell_curl(settings, "--ipv6");
}

void complete_trust(Settings& settings) {
  const ClientConfig& client = settings.client;
  if (!client.ca_file.empty()) settings.files_read.push_back(client.ca_file);
  tell_curl_if_set(settings, "--cacert", client.ca_file);
  tell_curl_if_set(settings, "--capath", client.ca_path);
  if (client.client_certificate) {
    const ClientCertificate& own = *client.client_certificate;
    settings.files_read.insert(settings.files_read.end(), {own.file, own.key()});
    settings.secrets->add(own.password);
    tell_curl(settings, "--cert", own.file + (own.password.empty() ? "" : ":***"));
    tell_curl_if_set(settings, "--key", own.key_file);
  }
  if (!client.insecure) return;
  tell_curl(settings, "--insecure");
  settings.warnings.emplace_back(
      "--insecure: certificates are not checked, so anybody may have given these answers");
}

}  // namespace

void add_network_options(CLI::App& app, ClientConfig& client) {
  add_proxy(app, client);
  add_way(app, client);
  add_trust(app, client);
}

void complete_network_options(Settings& settings) {
  complete_proxy(settings);
  complete_way(settings);
  complete_trust(settings);
}

}  // namespace urlfan
