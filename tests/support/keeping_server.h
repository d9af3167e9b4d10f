#ifndef URLFAN_TESTS_SUPPORT_KEEPING_SERVER_H_
#define URLFAN_TESTS_SUPPORT_KEEPING_SERVER_H_

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/connection_threads.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {

/// A server on 127.0.0.1, or on a socket of the file system, that keeps its connections as long as
/// its script says so. Every connection has a thread.
class KeepingServer {
 public:
  struct Asked {
    std::string method;
    std::string path;
    /// The request's number on its connection, from 1.
    int number = 0;
  };
  /// Over TLS only goodbye says that it is the end (close_notify).
  enum class End { keep, close, goodbye, reset };
  struct Deed {
    std::string answer;
    /// In a segment of its own.
    std::string more = {};
    /// Called in between.
    std::function<void()> before_more = {};
    End end = End::keep;
  };
  using Script = std::function<Deed(const Asked&)>;
  enum class Way { plain, tls, file };

  /// What it shows over TLS: PEM files.
  struct Identity {
    std::string chain;
    std::string key;
    /// For whoever wants to verify it.
    std::string authority;
  };

  explicit KeepingServer(Script script, Way way = Way::plain);
  /// Over TLS.
  KeepingServer(Script script, Identity identity);
  KeepingServer(const KeepingServer&) = delete;
  KeepingServer& operator=(const KeepingServer&) = delete;
  ~KeepingServer() = default;

  std::string url(std::string_view path) const;
  std::string ca_file() const { return folder_.path("ca.pem"); }
  std::string socket() const { return folder_.path("socket"); }
  /// Requests with this method so far.
  int requests(const std::string& method) const;
  int connections() const { return connections_; }
  /// Connections that neither side has closed.
  int open() const { return threads_.active(); }
  /// Those that resumed the TLS session of another.
  int resumed() const { return resumed_; }
  /// Waits until so many requests have been dealt with, the connection's end included.
  void wait_for(int deeds) const;

 private:
  static Identity usual_identity();
  void secure(const Identity& identity);
  int listen();
  void serve(int fd, const std::atomic<bool>& stop);

  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };

  Script script_;
  Way way_;
  std::optional<Identity> identity_;
  TemporaryFolder folder_;
  std::unique_ptr<SSL_CTX, FreeContext> context_;
  int port_ = 0;
  std::atomic<int> deeds_{0};
  std::atomic<int> connections_{0};
  std::atomic<int> resumed_{0};
  mutable std::mutex mutex_;
  std::map<std::string, int> requests_;
  ConnectionThreads threads_;  // last: it serves as soon as it is there
};

/// "HTTP/1.1 200 OK" with this body, on a connection that is kept.
std::string kept_answer(std::string_view body);

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_KEEPING_SERVER_H_
