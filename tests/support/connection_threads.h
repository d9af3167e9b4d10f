#ifndef URLFAN_TESTS_SUPPORT_CONNECTION_THREADS_H_
#define URLFAN_TESTS_SUPPORT_CONNECTION_THREADS_H_

#include <atomic>
#include <functional>
#include <list>
#include <thread>

namespace urlfan {

/// What a server of the tests does with a listening socket: every connection has a thread.
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
  void reap();

  /// Of one connection.
  struct Server {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  int listener_;
  Serve serve_;
  std::atomic<bool> stop_{false};
  std::atomic<int> active_{0};
  std::list<Server> servers_;
  std::thread acceptor_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_CONNECTION_THREADS_H_
