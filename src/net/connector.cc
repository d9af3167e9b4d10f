#include "src/net/connector.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "src/base/descriptor.h"
#include "src/net/address_filter.h"
#include "src/net/easy_network.h"
#include "src/net/easy_values.h"
#include "src/url/target.h"

namespace urlfan {
namespace {

// How many seconds libcurl keeps an address that it looks up itself.
constexpr long kCacheElsewhere = 60;

// What libcurl takes for the address of every name that is looked up by us: reserved, so nobody's.
constexpr const char* kStandIn4 = "240.0.0.171";
constexpr const char* kStandIn6 = "[100::240:171]";

// Longer than any limit: with one address alone, libcurl 7.88 would take the end of its own waiting
// for the next one for a failure.
constexpr long kNoSecondAddress = 24L * 60 * 60 * 1000;

/// Whether the addresses of a name are tried by us. QUIC's sockets are libcurl's affair.
bool is_raced(const ClientConfig& config) { return config.http != HttpVersion::http3; }

const char* stand_in(const ClientConfig& config) {
  return config.family == AddressFamily::ipv6 ? kStandIn6 : kStandIn4;
}

bool is_stand_in(const ClientConfig& config, const curl_sockaddr& address) {
  static const std::array stand_ins{parse_addresses(kStandIn4).front(),
                                    parse_addresses(kStandIn6).front()};
  Address given;
  std::memcpy(&given.storage, &address.addr,
              std::min<std::size_t>(address.addrlen, sizeof given.storage));
  return same_host(given, stand_ins.at(config.family == AddressFamily::ipv6 ? 1 : 0));
}

/// Those of the name that is known without being looked up (RFC 6761).
const char* loopback(AddressFamily family) {
  if (family == AddressFamily::ipv4) return "127.0.0.1";
  return family == AddressFamily::ipv6 ? "[::1]" : "127.0.0.1,[::1]";
}

bool is_localhost(std::string_view name) {
  return name == "localhost" || name.ends_with(".localhost");
}

}  // namespace

Connector::Connector(const ClientConfig& config, RaceCourse& course)
    : config_(config), sockets_(course.sockets()), race_(course) {}

void Connector::serve(CURL* easy) {
  set_option(easy, CURLOPT_OPENSOCKETFUNCTION, &Connector::on_open_socket);
  set_option(easy, CURLOPT_OPENSOCKETDATA, this);
  set_option(easy, CURLOPT_CLOSESOCKETFUNCTION, &Connector::on_close_socket);
  set_option(easy, CURLOPT_CLOSESOCKETDATA, &sockets_);
  // What was put into the cache of names stays there in any case.
  set_option(easy, CURLOPT_DNS_CACHE_TIMEOUT, goes_elsewhere(config_) ? kCacheElsewhere : 0L);
  if (!goes_elsewhere(config_) && is_raced(config_)) {
    set_option(easy, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, kNoSecondAddress);
  }
}

bool Connector::set_out(CURL* easy, const Attempt& attempt, PlacedNames& names, curl_slist* fixed) {
  if (goes_elsewhere(config_)) {
    race_.set_out({}, {});
    if (fixed == nullptr || !names.first_time()) return false;
    set_option(easy, CURLOPT_RESOLVE, fixed);
    return true;
  }
  const Origin& origin = attempt.target.origin;
  const std::string* own = fixed_addresses(config_, origin);
  std::string_view addresses = own != nullptr ? *own : attempt.addresses;
  if (addresses.empty() && is_localhost(origin.name())) addresses = loopback(config_.family);
  race_.set_out(origin.name(), is_raced(config_) ? addresses : std::string_view());
  if (addresses.empty()) return false;
  TextList lines;
  placed_ =
      &names.enter(origin.authority(), is_raced(config_) ? stand_in(config_) : addresses, lines);
  names_ = &names;
  if (!lines) return false;
  set_option(easy, CURLOPT_RESOLVE, lines.get());
  places_ = std::move(lines);
  return true;
}

void Connector::leave() noexcept {
  race_.end();
  if (placed_ != nullptr) names_->leave(*placed_);
  placed_ = nullptr;
}

void Connector::start_afresh() noexcept {
  opened_.clear();
  blocked_.clear();
  local_errno_ = 0;
  peer_ = {};
  reached_.reset();
}

SocketTable::Use Connector::use(const ConnectionEnds& ends) {
  const SocketTable::Use use = sockets_.use(ends, this, opened_);
  if (sockets_.was_replaced(use.fd)) reached_ = peer_of(use.fd);
  return use;
}

bool Connector::may_use(const char* remote_ip) {
  if (!config_.deny_private) return true;
  const auto why = why_not_public(remote_ip);
  if (why) blocked_ = *why;
  return !why;
}

curl_socket_t Connector::on_open_socket(void* self, curlsocktype /*purpose*/,
                                        curl_sockaddr* address) noexcept {
  auto& connector = *static_cast<Connector*>(self);
  try {
    return connector.open(*address);
  } catch (const std::bad_alloc&) {
    connector.local_errno_ = ENOMEM;
    return CURL_SOCKET_BAD;
  }
}

/// The socket, or CURL_SOCKET_BAD.
curl_socket_t Connector::open(curl_sockaddr& address) {
  const bool own = race_.has_addresses() && is_stand_in(config_, address);
  Descriptor made(-1);
  do {
    if (own && !take_address(address)) return CURL_SOCKET_BAD;
    const bool any_before = peer_.ss_family != AF_UNSPEC;
    if (config_.deny_private && is_blocked(address, any_before)) return CURL_SOCKET_BAD;
    made = Descriptor(socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol));
  } while (made.get() < 0 && errno == EAFNOSUPPORT && own && race_.has_next());
  local_errno_ = made.get() < 0 ? errno : 0;
  blocked_.clear();
  std::memcpy(&peer_, &address.addr, std::min<std::size_t>(address.addrlen, sizeof peer_));
  if (made.get() < 0) return CURL_SOCKET_BAD;
  opened_.push_back(made.get());
  sockets_.opened(made.get(), this, address.family == AF_UNIX);
  race_.opened(made.get(), std::chrono::steady_clock::now());
  return made.release();
}

/// What libcurl is to connect to in place of what it knows. False: there is nothing left.
bool Connector::take_address(curl_sockaddr& address) {
  Address given;
  std::memcpy(&given.storage, &address.addr, sizeof address.addr);
  const Address* next = race_.next(given.port());
  if (next == nullptr) {
    blocked_ = race_.blocked();
    return false;
  }
  address.family = next->family();
  address.addrlen = next->length;
  std::memcpy(&address.addr, &next->storage, next->length);
  return true;
}

/// Remembers why, for the case that no other address of the name will do.
bool Connector::is_blocked(const curl_sockaddr& address, bool another_tried) {
  const auto why = why_not_public(address.addr);
  if (why && !another_tried) blocked_ = *why;
  return why.has_value();
}

int Connector::on_close_socket(void* sockets, curl_socket_t fd) noexcept {
  static_cast<SocketTable*>(sockets)->closing(fd);
  return close(fd);
}

}  // namespace urlfan
