#ifndef URLFAN_TESTS_SUPPORT_HTTP2_SERVER_H_
#define URLFAN_TESTS_SUPPORT_HTTP2_SERVER_H_

#include <string>
#include <thread>

#include "tests/support/temporary_folder.h"

namespace urlfan {

/// An HTTP/2 server on 127.0.0.1 that announces a body of 1000 bytes and does not send it. It
/// serves one connection after the other.
class FaultyHttp2Server {
 public:
  enum class Fault {
    /// Sends ten bytes and hangs up as if that were all.
    truncates,
    /// Sends DATA frames of no byte, without end.
    sends_nothing,
  };

  explicit FaultyHttp2Server(Fault fault);
  FaultyHttp2Server(const FaultyHttp2Server&) = delete;
  FaultyHttp2Server& operator=(const FaultyHttp2Server&) = delete;
  ~FaultyHttp2Server();

  std::string url() const;
  std::string ca_file() const { return folder_.path("ca.pem"); }

 private:
  void serve_all() const;
  void serve(int fd) const;

  Fault fault_;
  TemporaryFolder folder_;
  int listener_ = -1;
  int port_ = 0;
  std::thread server_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_HTTP2_SERVER_H_
