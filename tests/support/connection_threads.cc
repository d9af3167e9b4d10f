#include "tests/support/connection_threads.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace urlfan {

ConnectionThreads::ConnectionThreads(int listener, Serve serve)
    : listener_(listener), serve_(std::move(serve)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without a thought for who has gone
  acceptor_ = std::thread([this] { accept_all(); });
}

ConnectionThreads::~ConnectionThreads() {
  stop_ = true;
  acceptor_.join();
  for (auto& server : servers_) server.thread.join();
  close(listener_);
}

void ConnectionThreads::accept_all() {
  while (!stop_) {
    pollfd readable{listener_, POLLIN, 0};
    if (poll(&readable, 1, 50) <= 0) continue;
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    reap();
    Server& server = servers_.emplace_back();
    server.thread = std::thread([this, fd, &server] {
      ++active_;
      serve_(fd, stop_);
      --active_;
      server.done = true;
    });
  }
}

/// Thousands of ended threads would take all the memory.
void ConnectionThreads::reap() {
  std::erase_if(servers_, [](Server& server) {
    if (!server.done) return false;
    server.thread.join();
    return true;
  });
}

}  // namespace urlfan
