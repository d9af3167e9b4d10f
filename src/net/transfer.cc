#include "src/net/transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "src/net/answer_facts.h"
#include "src/net/easy_info.h"
#include "src/net/easy_setup.h"

namespace urlfan {
namespace {

// What a result shows of a body is about this long, or it wants the whole.
constexpr std::uint64_t kPreview = 4096;

/// How long libcurl keeps an address. One that was put in must last until it is used; with a
/// proxy, its name is looked up by libcurl itself.
long cache_seconds(bool nothing_put_in) {
  if (!nothing_put_in) return 5;
  return uses_proxies() ? 60 : 0;
}

}  // namespace

Transfer::Transfer(const TransportConfig& config, SocketTable& sockets, Authorities& authorities,
                   BodyStore& store)
    : sockets_(sockets),
      store_(store),
      max_body_(config.max_body),
      max_headers_(config.max_headers),
      easy_(curl_easy_init()) {
  if (!easy_) throw std::bad_alloc();
  set_run_options(easy(), config);
  authorities.trust_in(easy());
  set_option(easy(), CURLOPT_PRIVATE, this);
  set_option(easy(), CURLOPT_ERRORBUFFER, detail_.data());
  set_option(easy(), CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set_option(easy(), CURLOPT_WRITEDATA, this);
  set_option(easy(), CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set_option(easy(), CURLOPT_HEADERDATA, this);
  set_option(easy(), CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
  set_option(easy(), CURLOPT_OPENSOCKETDATA, this);
  set_option(easy(), CURLOPT_CLOSESOCKETFUNCTION, &Transfer::on_close_socket);
  set_option(easy(), CURLOPT_CLOSESOCKETDATA, &sockets_);
}

void Transfer::prepare(Attempt attempt) {
  set_attempt_options(easy(), attempt, used_ ? &attempt_ : nullptr);
  connect_to(attempt);
  used_ = true;
  attempt_ = std::move(attempt);
  store_.drop(body_.size());
  body_.clear();
  tls_.reset();
  body_bytes_ = 0;
  header_bytes_ = 0;
  headers_complete_ = false;
  stop_reason_ = StopReason::none;
  waits_for_room_ = false;
  local_errno_ = 0;
  peer_ = {};
  detail_[0] = '\0';
  if (attempt_.hash_body && !digest_.restart()) throw std::bad_alloc();
}

/// Puts the addresses into libcurl's cache of names, which it walks for every transfer: so the ones
/// before go out of it, and what it finds by itself (addresses) does not stay.
void Transfer::connect_to(const Attempt& attempt) {
  if (used_ && placed_.empty() && attempt.addresses.empty()) return;
  TextList places;
  const auto add = [&places](const std::string& line) {
    curl_slist* longer = curl_slist_append(places.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(places.release());
    places.reset(longer);
  };
  if (!placed_.empty()) add("-" + placed_);
  placed_.clear();
  if (!attempt.addresses.empty()) {
    placed_ = attempt.target.host.substr(attempt.target.host.find("://") + 3);
    add("+" + placed_ + ":" + attempt.addresses);
  }
  set_option(easy(), CURLOPT_RESOLVE, places.get());
  places_ = std::move(places);
  set_option(easy(), CURLOPT_DNS_CACHE_TIMEOUT, cache_seconds(placed_.empty()));
}

/// Makes room for as much as the server announces, up to `most`: growing on the way would take
/// twice the memory.
void Transfer::expect_body(std::uint64_t most) {
  const auto announced = get_info<curl_off_t>(easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
  if (announced > 0)
    body_.reserve(std::min({static_cast<std::uint64_t>(announced), most, max_body_}));
}

std::string Transfer::take_body() {
  store_.hand_over(body_.size());
  return std::exchange(body_, {});
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count,
                              void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t bytes = size * count;
  const std::uint64_t room = transfer.attempt_.keep_body - transfer.body_.size();
  const std::size_t kept = std::min<std::uint64_t>(bytes, room);
  try {
    // What has to wait comes again, and counts then.
    const bool too_large = transfer.body_bytes_ + bytes > transfer.max_body_;
    transfer.waits_for_room_ =
        !too_large && kept > 0 && !transfer.store_.take(transfer, transfer.body_.size(), kept);
    if (transfer.waits_for_room_) return CURL_WRITEFUNC_PAUSE;
    transfer.body_bytes_ += bytes;
    if (too_large) {
      transfer.stop_reason_ = StopReason::body_too_large;
      return CURL_WRITEFUNC_ERROR;
    }
    if (transfer.attempt_.hash_body) transfer.digest_.add(data, bytes);
    if (transfer.body_.empty() && room > kPreview) transfer.expect_body(room);
    transfer.body_.append(data, kept);
  } catch (const std::bad_alloc&) {
    transfer.local_errno_ = ENOMEM;
    return CURL_WRITEFUNC_ERROR;
  }
  return bytes;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count,
                                void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line(data, size * count);
  transfer.headers_complete_ = line == "\r\n" || line == "\n";
  transfer.header_bytes_ += line.size();
  if (transfer.header_bytes_ > transfer.max_headers_) {
    transfer.stop_reason_ = StopReason::headers_too_large;
    return CURL_WRITEFUNC_ERROR;
  }
  if (transfer.attempt_.inspect_tls && !transfer.tls_) {
    try {
      transfer.tls_ = read_tls_facts(transfer.easy());
    } catch (const std::bad_alloc&) {
      transfer.local_errno_ = ENOMEM;
      return CURL_WRITEFUNC_ERROR;
    }
  }
  return line.size();
}

curl_socket_t Transfer::on_open_socket(void* self, curlsocktype /*purpose*/,
                                       curl_sockaddr* address) noexcept {
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  auto& transfer = *static_cast<Transfer*>(self);
  std::memcpy(&transfer.peer_, &address->addr,
              std::min<std::size_t>(address->addrlen, sizeof transfer.peer_));
  if (fd < 0) {
    transfer.local_errno_ = errno;
  } else {
    transfer.sockets_.opened(fd);
  }
  return fd;
}

int Transfer::on_close_socket(void* sockets, curl_socket_t fd) noexcept {
  static_cast<SocketTable*>(sockets)->closing(fd);
  return close(fd);
}

}  // namespace urlfan
