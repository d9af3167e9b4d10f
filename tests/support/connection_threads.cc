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
  {
    const std::lock_guard lock(mutex_);
    no_more_ = true;
  }
  changed_.notify_all();
  for (auto& server : servers_) server.join();
  close(listener_);
}

void ConnectionThreads::accept_all() {
  while (!stop_) {
    pollfd readable{listener_, POLLIN, 0};
    if (poll(&readable, 1, 50) <= 0) continue;
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const std::lock_guard lock(mutex_);
    waiting_.push(fd);
    if (idle_ > 0) {
      --idle_;
      changed_.notify_one();
    } else {
      servers_.emplace_back([this] { serve_all(); });
    }
  }
}

/// Every connection that was accepted is served, also one that the end of the server came before.
void ConnectionThreads::serve_all() {
  std::unique_lock lock(mutex_);
  while (true) {
    while (!waiting_.empty()) {
      const int fd = waiting_.front();
      waiting_.pop();
      lock.unlock();
      ++active_;
      serve_(fd, stop_);
      --active_;
      lock.lock();
      ++idle_;
    }
    if (no_more_) return;
    changed_.wait(lock);
  }
}

}  // namespace urlfan
