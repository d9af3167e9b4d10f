#ifndef URLFAN_TESTS_SUPPORT_FAULT_SERVER_H_
#define URLFAN_TESTS_SUPPORT_FAULT_SERVER_H_

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/descriptor.h"
#include "tests/support/connection_threads.h"

namespace urlfan {

/// One connection, as a fault sees it.
class Connection {
 public:
  Connection(int fd, std::string request, int number, const std::atomic<bool>& stop)
      : fd_(fd), request_(std::move(request)), number_(number), stop_(stop) {}

  /// The head of the request as it came.
  const std::string& request() const { return request_; }
  /// How many requests have come for this path, this one included.
  int number() const { return number_; }
  /// False when the client has gone or the server ends.
  bool send(std::string_view bytes) const;
  /// Waits until the client hangs up or the server ends, a second at most. False then.
  bool pause() const;
  void hold() const;
  /// Close with RST in place of FIN.
  void reset() const;

 private:
  int fd_;
  std::string request_;
  int number_;
  const std::atomic<bool>& stop_;
};

/// A server on raw sockets of 127.0.0.1 that does to a connection what its path says, one fault a
/// route; see the table in the source. Every connection has a thread and ends after one answer.
class FaultServer {
 public:
  /// On this port, or any.
  explicit FaultServer(int port = 0);
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;
  ~FaultServer() = default;

  int port() const { return port_; }
  /// "http://127.0.0.1:PORT" + path
  std::string url(std::string_view path) const;
  /// Requests that came for a path so far.
  int requests(const std::string& path) const;
  /// Connections that are being served.
  int active() const { return threads_.active(); }

 private:
  void serve(int fd, const std::atomic<bool>& stop);

  int port_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, int> requests_;
  ConnectionThreads threads_;  // last: it serves as soon as it is there
};

/// A port on which SYNs are lost: its backlog is full. Of 127.0.0.1, or another loopback address.
class BlackHole {
 public:
  explicit BlackHole(int port = 0, const std::string& address = "127.0.0.1");
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;
  ~BlackHole();
  int port() const { return port_; }

 private:
  int port_ = 0;
  std::vector<int> sockets_;
};

/// A socket that listens on `port` of 127.0.0.1, or another loopback address; on 0, it gets one
/// that is free.
int listen_on_loopback(int& port, int backlog, const std::string& address = "127.0.0.1");

/// A port of 127.0.0.1 that was free a moment ago, for a server.
int free_port();

/// A port of 127.0.0.1 that refuses connections: nobody listens there, nor can, while this lives.
class RefusingPort {
 public:
  RefusingPort();
  int number() const noexcept { return number_; }

 private:
  Descriptor socket_;
  int number_ = 0;
};

/// Whether somebody listens on this port of 127.0.0.1.
bool answers(int port);

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_FAULT_SERVER_H_
