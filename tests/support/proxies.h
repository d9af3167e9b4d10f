#ifndef URLFAN_TESTS_SUPPORT_PROXIES_H_
#define URLFAN_TESTS_SUPPORT_PROXIES_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {

/// A real proxy on loopback, with a log.
class Proxy {
 public:
  int port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  /// How often its log has this text.
  std::size_t logged(const std::string& text) const;

 protected:
  Proxy();
  /// Waits until it listens.
  void start(std::vector<std::string> command);
  std::string log() const { return folder_.path("log"); }

  TemporaryFolder folder_;
  int port_;

 private:
  std::unique_ptr<Process> process_;
};

/// tinyproxy: an HTTP proxy for everything on this machine.
class Tinyproxy : public Proxy {
 public:
  /// With `user` only for those who say so with `password`.
  explicit Tinyproxy(const std::string& user = {}, const std::string& password = {});
};

/// TLS before a port of loopback, by nginx: with it, an HTTP proxy becomes an HTTPS proxy.
class TlsFront {
 public:
  explicit TlsFront(int behind);

  int port() const { return port_; }
  /// The authority of its certificate, which is for localhost and 127.0.0.1.
  std::string ca_file() const { return folder_.path("ca.pem"); }

 private:
  TemporaryFolder folder_;
  int port_;
  std::unique_ptr<Process> process_;
};

/// Dante: a SOCKS proxy.
class Dante : public Proxy {
 public:
  Dante();
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_PROXIES_H_
