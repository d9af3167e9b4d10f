#ifndef URLFAN_CLIENT_CONFIG_H_
#define URLFAN_CLIENT_CONFIG_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "urlfan/clock.h"

namespace urlfan {

/// The newest HTTP version to speak where the server does; older ones are fallen back to.
enum class HttpVersion : std::uint8_t {
  /// 2 where libcurl is sound, else 1.1.
  automatic,
  http1_1,
  /// 2 and 3 are for https.
  http2,
  http3,
};

/// Which addresses of a name may be connected to.
enum class AddressFamily : std::uint8_t { any, ipv4, ipv6 };

/// Where a name and a port lead, in place of what a name server says.
struct FixedAddress {
  /// In lower case; * is every name.
  std::string name = {};
  /// Of the URL.
  std::uint16_t port = 0;
  /// As in Lookup.
  std::string addresses = {};

  /// The same in all.
  bool operator==(const FixedAddress&) const = default;
};

/// What the client shows a TLS server that asks who it is; PEM files.
struct ClientCertificate {
  /// With its chain; may hold the key as well.
  std::string file = {};
  /// Empty: the same file.
  std::string key_file = {};
  /// Of the key; empty: it has none.
  std::string password = {};

  /// The file that has the key.
  const std::string& key() const noexcept { return key_file.empty() ? file : key_file; }

  /// The same in all.
  bool operator==(const ClientCertificate&) const = default;
};

/// What all runs share: connections and the way they take, limits over all, names.
struct ClientConfig {
  /// The most attempts in flight.
  std::size_t concurrency = 100;
  /// The most attempts in flight to one host; 0 lifts the limit.
  std::size_t per_host = 0;
  /// Name lookups under way. They run ahead of the attempts and count among none of the above.
  std::size_t lookups = 128;
  /// Requests a second over all, redirects and retries included; empty: no limit.
  std::optional<double> rate = {};
  /// The same to one host.
  std::optional<double> host_rate = {};

  /// Loop threads, at most; each is started when it is first needed. 0: chosen from the CPUs.
  std::size_t threads = 0;
  /// Connections that may be kept for what comes next, beside those in use; see capacity().
  std::size_t max_idle = 1000;
  /// For how long a connection may lie idle and still be used again; in whole seconds. What lies
  /// between forgets it at some time without a word.
  std::chrono::seconds max_idle_time = std::chrono::seconds(15);
  /// The User-Agent header, unless a request has its own.
  std::string user_agent = "urlfan";
  /// What connections may speak.
  HttpVersion http = HttpVersion::automatic;
  /// Ask for compressed answers, and decode them.
  bool compressed = false;
  /// Decoded bytes of one body.
  std::uint64_t max_body = std::uint64_t{100} << 20U;
  /// Bytes of all bodies together that are kept until they are judged. Above it nothing new is
  /// started, and servers have to wait.
  std::size_t max_held = std::size_t{256} << 20U;
  /// Bytes of the headers of one answer, informational answers included. libcurl itself
  /// gives up near 300 KiB.
  std::uint64_t max_headers = std::uint64_t{256} << 10U;
  /// An answer of which nothing comes for so long, once the request is under way, is given up.
  std::optional<Duration> stall_timeout = {};

  /// Credentials are for Digest (RFC 7616) in place of Basic authentication.
  bool digest = false;
  /// For hosts without credentials, those of this file. Empty: there is none.
  std::string netrc_file = {};
  /// Lines of a cookie file of Netscape: what every request has from the start.
  std::vector<std::string> cookies = {};

  /// The URL of a proxy: http, https, socks4, socks4a, socks5 or socks5h. Empty: none, whatever the
  /// environment says. Not set: http_proxy, https_proxy and all_proxy of the environment.
  std::optional<std::string> proxy = {};
  /// Hosts that need no proxy, with commas. Not set: no_proxy of the environment.
  std::optional<std::string> no_proxy = {};
  /// All connections go to this socket.
  std::string unix_socket = {};
  /// Names that are not looked up.
  std::vector<FixedAddress> fixed_addresses = {};
  /// "HOST1:PORT1:HOST2:PORT2" each: what is meant for the first goes to the second.
  std::vector<std::string> connect_to = {};
  /// The name of a network interface, or an address of this machine.
  std::string interface = {};
  /// Only addresses of this kind are connected to.
  AddressFamily family = AddressFamily::any;
  /// Connects to no address that is not public (IANA's special-purpose registries), and uses no
  /// proxy, behind which nobody could see that.
  bool deny_private = false;

  /// A PEM bundle of certificate authorities. If ca_path is empty, too: SSL_CERT_FILE and
  /// SSL_CERT_DIR of the environment, else the system's.
  std::string ca_file = {};
  /// A hashed directory of them.
  std::string ca_path = {};
  /// Empty: who asks is not told.
  std::optional<ClientCertificate> client_certificate = {};
  /// Any certificate will do.
  bool insecure = false;

  /// The same in all.
  bool operator==(const ClientConfig&) const = default;
};

/// What the process has descriptors for.
struct Capacity {
  /// Attempts in flight.
  std::size_t transfers = 1;
  /// Connections, kept ones included.
  std::size_t connections = 1;
  /// Name lookups besides.
  std::size_t lookups = 1;
};

/// Raises the limit of open descriptors to the hard one and says what fits under it, when each
/// transfer has so many files open beside its connections.
Capacity capacity(unsigned files_of_transfer = 0);

}  // namespace urlfan

#endif  // URLFAN_CLIENT_CONFIG_H_
