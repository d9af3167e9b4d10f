#ifndef URLFAN_NET_MULTI_H_
#define URLFAN_NET_MULTI_H_

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "src/net/curl_handles.h"
#include "src/net/placed_names.h"
#include "src/net/socket_table.h"
#include "urlfan/clock.h"

namespace urlfan {

/// A curl multi, and what it wants of its loop: sockets to be watched, and to be called in time.
/// Connections are kept, and looked for, within one. libcurl remembers its address.
class Multi {
 public:
  /// `sockets` must outlive it, and knows it by its number. It keeps up to `most_kept` connections.
  /// Throws std::bad_alloc.
  Multi(SocketTable& sockets, std::uint32_t number, std::size_t most_kept);
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;
  ~Multi() = default;

  std::uint32_t number() const noexcept { return number_; }
  PlacedNames& names() noexcept { return names_; }

  CURLMcode add(CURL* easy) noexcept { return curl_multi_add_handle(handle_.get(), easy); }
  void remove(CURL* easy) noexcept { curl_multi_remove_handle(handle_.get(), easy); }

  /// A socket has `events` of epoll.
  void on_events(int fd, std::uint32_t events);
  /// Lets those go on that wait for nothing but their turn.
  void go_on();
  /// The same where its time has come.
  void go_on_if_due(TimePoint now);
  /// When that is; empty: nothing waits for time.
  const std::optional<TimePoint>& due() const noexcept { return due_; }

  /// One that has come to its end, and how. It is still added.
  struct Ended {
    CURL* easy = nullptr;
    CURLcode code = CURLE_OK;
  };
  /// Empty: there is none.
  std::optional<Ended> next_ended() noexcept;

 private:
  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* entry) noexcept;
  static int on_timer(CURLM* handle, long milliseconds, void* self) noexcept;

  void act(curl_socket_t fd, int events);

  SocketTable& sockets_;
  std::uint32_t number_;
  std::optional<TimePoint> due_;
  PlacedNames names_;
  MultiHandle handle_;
};

}  // namespace urlfan

#endif  // URLFAN_NET_MULTI_H_
