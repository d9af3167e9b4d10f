#ifndef URLFAN_TESTS_WIRE_WIRE_SERVER_H_
#define URLFAN_TESTS_WIRE_WIRE_SERVER_H_

#include <atomic>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/wire/wire_case.h"

namespace urlfan {

/// A server on a raw socket of 127.0.0.1 that answers /NAME by the steps of that case, and anything
/// else with a good answer whose body is "good NAME\n", of the first label of the host that was
/// asked. Connections are kept where a case does not end them.
class WireServer {
 public:
  explicit WireServer(const std::vector<WireCase>& cases);
  WireServer(const WireServer&) = delete;
  WireServer& operator=(const WireServer&) = delete;
  ~WireServer();

  int port() const { return port_; }
  /// How many cases have been played to their end.
  int played() const { return played_; }

 private:
  void accept_all();
  void serve(int fd);
  /// False when the connection is over.
  bool play(int fd, const WireCase& wire) const;
  void reap();

  /// Of one connection.
  struct Server {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  std::map<std::string, WireCase> cases_;
  int port_ = 0;  // before the listener, which tells it
  int listener_ = -1;
  std::atomic<bool> stop_{false};
  std::atomic<int> played_{0};
  std::list<Server> servers_;
  std::thread acceptor_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_WIRE_WIRE_SERVER_H_
