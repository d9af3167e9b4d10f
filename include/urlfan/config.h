#ifndef URLFAN_CONFIG_H_
#define URLFAN_CONFIG_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "urlfan/clock.h"

namespace urlfan {

class Baseline;
class Secrets;

/// The most retries that a line may have.
constexpr unsigned kMostRetries = 1000;

/// When a failed line is tried again.
struct RetryPolicy {
  /// Attempts after the first, for failures that may pass.
  unsigned retries = 0;
  /// Before retry n a random part of wait x 2^(n-1) goes by, at most max_wait.
  Duration wait = std::chrono::milliseconds(250);
  /// Caps what a server asks for by Retry-After, too.
  Duration max_wait = std::chrono::seconds(30);
  /// Also methods that are not idempotent (RFC 9110, section 9.2.2).
  bool all_methods = false;
};

/// Which failures count for the exit code. Bad lines always do.
enum class FailOn : std::uint8_t { any, check, transport, never };

/// How many failures that count a run may have and still succeed. Both empty: none.
struct Tolerance {
  FailOn fail_on = FailOn::any;
  std::optional<std::uint64_t> count;
  /// Of all lines.
  std::optional<double> percent;
};

/// The limits of a run.
struct EngineConfig {
  /// The most attempts in flight.
  std::size_t concurrency = 100;
  /// The most attempts in flight to one host; 0 lifts the limit.
  std::size_t per_host = 10;
  /// Name lookups under way. They run ahead of the attempts and count among none of the above.
  std::size_t lookups = 128;
  /// One attempt with its redirects, without the time it waits for a host's slot.
  Duration timeout = std::chrono::seconds(10);
  /// Name lookup, TCP and TLS of one connection. More than the 5 s after which glibc asks a name
  /// server again.
  Duration connect_timeout = std::chrono::seconds(7);
  /// Requests a second over all, and to one host, redirects and retries included.
  std::optional<double> rate;
  std::optional<double> host_rate;
  /// The whole run.
  std::optional<Duration> deadline;
  RetryPolicy retry;
  /// Set: any failure of a line is tried again every interval, until this is over.
  std::optional<Duration> wait_for;
  Duration interval = std::chrono::milliseconds(500);
  bool follow_redirects = true;
  /// Redirects that one attempt may take.
  std::size_t max_redirects = 10;
  /// Bytes of each body that the result keeps.
  std::uint64_t keep_body = 100;
  /// The result tells the SHA-256 of the body.
  bool hash_body = false;
  /// The result tells the headers of the answer.
  bool keep_headers = false;
  /// Whole bodies go into this folder, which must be there, each under its SHA-256. Empty: they do
  /// not.
  std::string save_dir = {};
  /// Lines read but not finished; 0: the larger of 10,000 and 20 x concurrency.
  std::size_t read_ahead = 0;
  /// Bytes of results that may wait for an earlier line before new starts are held back.
  std::size_t max_unwritten = std::size_t{64} << 20U;
  /// An empty list is a success.
  bool allow_empty = false;
  Tolerance tolerance;
  /// End the run with the first failure that counts, or the first that is not tolerated by count.
  bool fail_fast = false;
  /// What an earlier run found; must outlive the run.
  const Baseline* baseline = nullptr;
  /// What no result may show, beside what the requests themselves have; must outlive the run.
  const Secrets* secrets = nullptr;
  /// How often Sink::idle is called while nothing happens; empty: only as events come.
  std::optional<Duration> tick;
};

/// The newest HTTP version to speak where the server does; older ones are fallen back to.
enum class HttpVersion : std::uint8_t {
  /// 2 where libcurl is sound, else 1.1.
  automatic,
  http1_1,
  /// 2 and 3 are for https.
  http2,
  http3,
};

enum class AddressFamily : std::uint8_t { any, ipv4, ipv6 };

/// Where a name and a port lead, in place of what a name server says.
struct FixedAddress {
  /// In lower case; * is every name.
  std::string name;
  std::uint16_t port = 0;
  /// As in Lookup.
  std::string addresses;
};

/// What the client shows a TLS server that asks who it is; PEM files.
struct ClientCertificate {
  /// With its chain; may hold the key as well.
  std::string file;
  /// Empty: the same file.
  std::string key_file;
  std::string password;

  const std::string& key() const noexcept { return key_file.empty() ? file : key_file; }
};

/// How bytes are moved.
struct TransportConfig {
  /// Loop threads, at most; each is started when it is first needed. 0: chosen from the CPUs.
  std::size_t threads = 0;
  /// Transfers in flight that the process has descriptors for, see capacity().
  std::size_t max_in_flight = 100;
  /// Connections beside those that may be kept for what comes next, see capacity().
  std::size_t max_idle = 1000;
  std::string user_agent = "urlfan";
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
  std::vector<FixedAddress> fixed_addresses = {};
  /// "HOST1:PORT1:HOST2:PORT2" each: what is meant for the first goes to the second.
  std::vector<std::string> connect_to = {};
  /// The name of a network interface, or an address of this machine.
  std::string interface = {};
  AddressFamily family = AddressFamily::any;
  /// Connects to no address that is not public (IANA's special-purpose registries), and uses no
  /// proxy, behind which nobody could see that.
  bool deny_private = false;

  /// A PEM bundle and a hashed directory of certificate authorities. Both empty: SSL_CERT_FILE
  /// and SSL_CERT_DIR of the environment, else the system's.
  std::string ca_file = {};
  std::string ca_path = {};
  std::optional<ClientCertificate> client_certificate = {};
  /// Any certificate will do.
  bool insecure = false;
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

#endif  // URLFAN_CONFIG_H_
