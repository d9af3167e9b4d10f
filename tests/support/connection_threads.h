#ifndef URLFAN_TESTS_SUPPORT_CONNECTION_THREADS_H_
#define URLFAN_TESTS_SUPPORT_CONNECTION_THREADS_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

namespace urlfan {

/// What a server of the tests does with a listening socket: every connection has a thread as long
/// as it lasts. A thread is kept for the next one, since under a sanitizer each costs milliseconds.
class ConnectionThreads {
 public:
  /// Serves one connection and closes it. `stop` becomes true when the server ends; then it has to
  /// return soon.
  using Serve = std::function<void(int fd, const std::atomic<bool>& stop)>;

  /// Takes the listener. What `serve` uses must be there already, and outlive this.
  ConnectionThreads(int listener, Serve serve);
  ConnectionThreads(const ConnectionThreads&) = delete;
  ConnectionThreads& operator=(const ConnectionThreads&) = delete;
  ~ConnectionThreads();

  /// Connections that are being served.
  int active() const { return active_; }

 private:
  void accept_all();
  void serve_all();

  int listener_;
  Serve serve_;
  std::atomic<bool> stop_{false};
  std::atomic<int> active_{0};

  std::mutex mutex_;
  std::condition_variable changed_;
  /// Accepted, and not served yet.
  std::queue<int> waiting_;
  /// Threads without a connection, less those that one of `waiting_` is for.
  std::size_t idle_ = 0;
  /// The acceptor has ended.
  bool no_more_ = false;

  /// The acceptor's until it has ended.
  std::vector<std::thread> servers_;
  std::thread acceptor_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_CONNECTION_THREADS_H_
