#include "src/net/multi.h"

#include <sys/epoll.h>

#include <chrono>
#include <new>

namespace urlfan {
namespace {

std::uint32_t to_epoll(int what) {
  switch (what) {
    case CURL_POLL_IN:
      return EPOLLIN;
    case CURL_POLL_OUT:
      return EPOLLOUT;
    case CURL_POLL_INOUT:
      return EPOLLIN | EPOLLOUT;
    default:
      return 0;
  }
}

// Trouble is reported as readiness: libcurl then finds the socket's own error, where its error
// bit alone would turn every cause into CURLE_SEND_ERROR.
int to_curl(std::uint32_t events) {
  const bool trouble = (events & (EPOLLERR | EPOLLHUP)) != 0;
  int bits = 0;
  if (trouble || (events & EPOLLIN) != 0) bits |= CURL_CSELECT_IN;
  if (trouble || (events & EPOLLOUT) != 0) bits |= CURL_CSELECT_OUT;
  return bits;
}

}  // namespace

Multi::Multi(SocketTable& sockets, std::uint32_t number, std::size_t most_kept)
    : sockets_(sockets), number_(number), handle_(curl_multi_init()) {
  if (!handle_) throw std::bad_alloc();
  CURLM* handle = handle_.get();
  curl_multi_setopt(handle, CURLMOPT_SOCKETFUNCTION, &Multi::on_socket);
  curl_multi_setopt(handle, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(handle, CURLMOPT_TIMERFUNCTION, &Multi::on_timer);
  curl_multi_setopt(handle, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(handle, CURLMOPT_MAXCONNECTS, static_cast<long>(most_kept));
}

void Multi::on_events(int fd, std::uint32_t events) { act(fd, to_curl(events)); }

void Multi::go_on() { act(CURL_SOCKET_TIMEOUT, 0); }

void Multi::go_on_if_due(TimePoint now) {
  if (!due_ || *due_ > now) return;
  due_.reset();
  go_on();
}

void Multi::act(curl_socket_t fd, int events) {
  int running = 0;
  sockets_.next_turn();
  curl_multi_socket_action(handle_.get(), fd, events, &running);
}

std::optional<Multi::Ended> Multi::next_ended() noexcept {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(handle_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) return Ended{message->easy_handle, message->data.result};
  }
  return {};
}

int Multi::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* self,
                     void* /*entry*/) noexcept {
  const auto& multi = *static_cast<Multi*>(self);
  multi.sockets_.want(fd, to_epoll(what), multi.number_);
  return 0;
}

int Multi::on_timer(CURLM* /*handle*/, long milliseconds, void* self) noexcept {
  auto& due = static_cast<Multi*>(self)->due_;
  if (milliseconds < 0) {
    due.reset();
  } else {
    due = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  }
  return 0;
}

}  // namespace urlfan
