#ifndef URLFAN_TESTS_SUPPORT_NGINX_H_
#define URLFAN_TESTS_SUPPORT_NGINX_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {

/// A real nginx on loopback, in a folder of its own, for the life of the object:
///   http://127.0.0.1:PORT and http://localhost:PORT
///     /ok /file (1 KiB) /big (10 MiB) /slow (answers after 200 ms) /redirect (to /ok)
///     /to-other-host (to localhost's /headers) /same-host (to /headers) /see-other (303)
///     /temporary (307) /headers (shows Authorization, Cookie, method) /status/NNN
///     /json (with X-Answer: yes) /health /v1/items /login /old (to /v1/items): for lists with
///     checks /gzip and /big-packed (compressed where that is accepted) /drop (closes without an
///     answer) /echo (the body that came) /set-cookie (sid=c00kie, and to /headers)
///     /cookie-elsewhere (and to localhost's)
///   https: tls_port (good), expired_port, wrong_name_port, untrusted_port, asking_port,
///     leaving_port (good; says goodbye to a connection after three requests)
class Nginx {
 public:
  Nginx();

  int port() const { return port_; }
  std::string url(std::string_view path) const;
  /// https://localhost:PORT/ok
  static std::string tls_url(int port);
  int tls_port() const { return tls_port_; }
  int expired_port() const { return expired_port_; }
  int wrong_name_port() const { return wrong_name_port_; }
  int untrusted_port() const { return untrusted_port_; }
  /// Wants to see a certificate of the same authority; answers with the subject of it.
  int asking_port() const { return asking_port_; }
  int leaving_port() const { return leaving_port_; }
  /// Such a certificate is client.pem, its key client.key.
  std::string client_file(const std::string& name) const { return folder_.path(name); }
  /// Where it listens besides.
  std::string socket() const { return folder_.path("socket"); }
  /// The authority of all certificates but the untrusted one's, as a PEM file.
  std::string ca_file() const { return folder_.path("ca.pem"); }
  /// The lines of the access log so far: "METHOD URI connection-number".
  std::vector<std::string> log() const;
  /// The same, once it has so many; nginx writes each when its answer is sent.
  std::vector<std::string> log_of(std::size_t requests) const;
  /// When the requests so far were answered, in ms since any time, in their order.
  std::vector<double> times() const;

 private:
  void write_certificates() const;
  void write_configuration() const;

  TemporaryFolder folder_;
  int port_;
  int tls_port_;
  int expired_port_;
  int wrong_name_port_;
  int untrusted_port_;
  int asking_port_;
  int leaving_port_;
  std::unique_ptr<Process> process_;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_NGINX_H_
