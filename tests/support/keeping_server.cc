#include "tests/support/keeping_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "tests/support/certificates.h"
#include "tests/support/fault_server.h"

namespace urlfan {
namespace {

using Session = std::unique_ptr<SSL, decltype([](SSL* each) { SSL_free(each); })>;

int listen_on_file(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::listen(fd, 1024);
  return fd;
}

/// One connection, with TLS or without.
class Wire {
 public:
  Wire(int fd, const std::atomic<bool>& stop) : fd_(fd), stop_(stop) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  bool secure(SSL_CTX* context) {
    session_.reset(SSL_new(context));
    SSL_set_fd(session_.get(), fd_);
    return SSL_accept(session_.get()) == 1;
  }
  bool resumed() const { return session_ && SSL_session_reused(session_.get()) == 1; }
  void say_goodbye() const {
    if (session_) SSL_shutdown(session_.get());
  }

  bool send(std::string_view bytes) const {
    if (bytes.empty()) return true;
    if (session_)
      return SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
  }

  /// Head and body of the next request; empty when there is none any more.
  std::string read_request() {
    while (!is_whole()) {
      pollfd readable{fd_, POLLIN, 0};
      const bool waits = session_ && SSL_has_pending(session_.get()) == 1;
      if (!waits && poll(&readable, 1, 50) == 0 && !stop_) continue;
      std::array<char, 4096> block{};
      const auto got = stop_      ? 0
                       : session_ ? SSL_read(session_.get(), block.data(), block.size())
                                  : recv(fd_, block.data(), block.size(), 0);
      if (got <= 0) return {};
      bytes_.append(block.data(), static_cast<std::size_t>(got));
    }
    return std::exchange(bytes_, {});
  }

 private:
  bool is_whole() const {
    const auto end = bytes_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto length = bytes_.find("Content-Length: ");
    if (length == std::string::npos || length > end) return true;
    return bytes_.size() >= end + 4 + std::stoul(bytes_.substr(length + 16));
  }

  int fd_;
  const std::atomic<bool>& stop_;
  std::string bytes_;
  Session session_;
};

}  // namespace

std::string kept_answer(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

KeepingServer::KeepingServer(Script script, Way way)
    : script_(std::move(script)),
      way_(way),
      threads_(listen(), [this](int fd, const std::atomic<bool>& stop) { serve(fd, stop); }) {}

KeepingServer::KeepingServer(Script script, Identity identity)
    : script_(std::move(script)),
      way_(Way::tls),
      identity_(std::move(identity)),
      threads_(listen(), [this](int fd, const std::atomic<bool>& stop) { serve(fd, stop); }) {}

KeepingServer::Identity KeepingServer::usual_identity() {
  const Certificate authority = make_authority("keeping");
  const Certificate own = make_certificate(authority, {.names = "DNS:localhost,IP:127.0.0.1"});
  return {.chain = own.certificate, .key = own.key, .authority = authority.certificate};
}

void KeepingServer::secure(const Identity& identity) {
  folder_.write("ca.pem", identity.authority);
  folder_.write("own.pem", identity.chain);
  folder_.write("own.key", identity.key);
  context_.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate_chain_file(context_.get(), folder_.path("own.pem").c_str());
  SSL_CTX_use_PrivateKey_file(context_.get(), folder_.path("own.key").c_str(), SSL_FILETYPE_PEM);
}

/// Where connections come in, once they can be served.
int KeepingServer::listen() {
  if (way_ == Way::tls) secure(identity_ ? *identity_ : usual_identity());
  return way_ == Way::file ? listen_on_file(socket()) : listen_on_loopback(port_, 1024);
}

std::string KeepingServer::url(std::string_view path) const {
  return (way_ == Way::tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
         std::string(path);
}

int KeepingServer::requests(const std::string& method) const {
  const std::lock_guard lock(mutex_);
  const auto found = requests_.find(method);
  return found == requests_.end() ? 0 : found->second;
}

void KeepingServer::wait_for(int deeds) const {
  while (deeds_ < deeds) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void KeepingServer::serve(int fd, const std::atomic<bool>& stop) {
  ++connections_;
  Wire wire(fd, stop);
  Deed deed;
  const bool ready = way_ != Way::tls || wire.secure(context_.get());
  if (wire.resumed()) ++resumed_;
  for (int number = 1; ready && deed.end == End::keep; ++number) {
    const std::string request = wire.read_request();
    if (request.empty()) break;
    const auto first = request.find(' ');
    Asked asked{.method = request.substr(0, first),
                .path = request.substr(first + 1, request.find(' ', first + 1) - first - 1),
                .number = number};
    {
      const std::lock_guard lock(mutex_);
      ++requests_[asked.method];
    }
    deed = script_(asked);
    if (!wire.send(deed.answer)) break;
    if (deed.before_more) deed.before_more();
    if (!wire.send(deed.more)) break;
    if (deed.end == End::keep) ++deeds_;
  }
  if (deed.end == End::goodbye) wire.say_goodbye();
  if (deed.end == End::reset) {
    const linger now{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  close(fd);
  if (deed.end != End::keep) ++deeds_;
}

}  // namespace urlfan
