#ifndef URLFAN_TESTS_WIRE_WIRE_SERVER_H_
#define URLFAN_TESTS_WIRE_WIRE_SERVER_H_

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "tests/support/connection_threads.h"
#include "tests/wire/wire_case.h"

namespace urlfan {

/// A server on a raw socket of 127.0.0.1 that answers /NAME by the steps of that case, as a proxy
/// CONNECT by those of the case `connect`, and anything
/// else with a good answer whose body is "good NAME\n", of the first label of the host that was
/// asked. Connections are kept where a case does not end them.
class WireServer {
 public:
  explicit WireServer(const std::vector<WireCase>& cases);
  WireServer(const WireServer&) = delete;
  WireServer& operator=(const WireServer&) = delete;
  ~WireServer() = default;

  int port() const { return port_; }
  /// How many cases have been played to their end, that of the connection included.
  int played() const { return played_; }

 private:
  void serve(int fd, const std::atomic<bool>& stop);
  /// Answers request after request. True: the last one was a case, and ended the connection.
  bool answer_all(int fd, const std::atomic<bool>& stop);
  /// False when the connection is over.
  static bool play(int fd, const WireCase& wire, const std::atomic<bool>& stop);

  std::map<std::string, WireCase> cases_;
  int port_ = 0;
  std::atomic<int> played_{0};
  ConnectionThreads threads_;  // last: it serves as soon as it is there
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_WIRE_WIRE_SERVER_H_
