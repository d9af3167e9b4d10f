#ifndef URLFAN_NET_CONNECTOR_H_
#define URLFAN_NET_CONNECTOR_H_

#include <curl/curl.h>
#include <sys/socket.h>

#include <optional>
#include <string>
#include <vector>

#include "src/net/address.h"
#include "src/net/address_race.h"
#include "src/net/curl_handles.h"
#include "src/net/placed_names.h"
#include "src/net/race_course.h"
#include "src/net/socket_table.h"
#include "urlfan/clock.h"
#include "urlfan/transport.h"

namespace urlfan {

/// How one handle gets its connections: the sockets that libcurl asks for, and the addresses that
/// they are for. libcurl remembers where it is, so it neither moves nor copies. The loop's thread
/// alone.
class Connector {
 public:
  /// Both must outlive it.
  Connector(const ClientConfig& config, RaceCourse& course);
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;
  ~Connector() = default;

  /// Makes the sockets of this handle from now on; must outlive it.
  void serve(CURL* easy);

  /// Puts what stands for the host's name into the cache of names of a multi, whose names these
  /// are. `fixed` is what the configuration puts there where connections go elsewhere; may be null.
  /// True: that is new there, so the handle must run before anything else in that multi.
  bool set_out(CURL* easy, const Attempt& attempt, PlacedNames& names, curl_slist* fixed);
  /// Forgets the sockets and what they were told.
  void start_afresh() noexcept;
  /// Nothing more will be done in that multi.
  void leave() noexcept;

  /// No socket has been asked for.
  bool is_idle() const noexcept { return opened_.empty() && local_errno_ == 0; }
  /// There are addresses left after one whose connect() failed at once.
  bool has_next() const noexcept { return local_errno_ == 0 && race_.has_next(); }
  /// The connect() to the last address did, with this errno.
  void failed(int error) { race_.failed(error); }

  /// The socket between these ends, which is about to carry a request.
  SocketTable::Use use(const ConnectionEnds& ends);
  /// Whether this run may talk to that address. Each was looked at when its socket was opened; a
  /// connection that is used again is looked at again.
  bool may_use(const char* remote_ip);

  /// The last address that this run must not connect to, and why; empty: there was none, or a
  /// connection to another was tried as well.
  const std::string& blocked() const noexcept { return blocked_; }
  /// errno of a call that failed for want of resources, else 0. libcurl itself reports a socket()
  /// that failed as a refused connection.
  int local_errno() const noexcept { return local_errno_; }
  /// Where the last connection was made to, or tried; family AF_UNSPEC when none was.
  const sockaddr_storage& peer() const noexcept {
    return race_.peer() != nullptr ? race_.peer()->storage : peer_;
  }
  /// The other end of the connection, where libcurl may not know it.
  const std::optional<Address>& reached() const noexcept { return reached_; }
  const AddressRace& race() const noexcept { return race_; }

 private:
  static curl_socket_t on_open_socket(void* self, curlsocktype purpose,
                                      curl_sockaddr* address) noexcept;
  // A connection outlives the handle that opened it, so this one gets the table.
  static int on_close_socket(void* sockets, curl_socket_t fd) noexcept;

  curl_socket_t open(curl_sockaddr& address);
  bool take_address(curl_sockaddr& address);
  bool is_blocked(const curl_sockaddr& address, bool another_tried);

  const ClientConfig& config_;
  SocketTable& sockets_;
  AddressRace race_;
  /// The sockets that were opened for this exchange.
  std::vector<int> opened_;
  std::string blocked_;
  int local_errno_ = 0;
  sockaddr_storage peer_{};
  std::optional<Address> reached_;
  /// What libcurl was last told of names, and the name that is used now.
  TextList places_;
  PlacedNames* names_ = nullptr;
  PlacedNames::Entry* placed_ = nullptr;
};

}  // namespace urlfan

#endif  // URLFAN_NET_CONNECTOR_H_
