#include "tests/support/http2_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <memory>
#include <string_view>

#include "tests/support/certificates.h"

namespace urlfan {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype([](SSL_CTX* each) { SSL_CTX_free(each); })>;
using Session = std::unique_ptr<SSL, decltype([](SSL* each) { SSL_free(each); })>;

int choose_http2(SSL* /*session*/, const unsigned char** chosen, unsigned char* size,
                 const unsigned char* /*offered*/, unsigned /*offered_size*/, void* /*unused*/) {
  static const std::array<unsigned char, 2> h2{'h', '2'};
  *chosen = h2.data();
  *size = h2.size();
  return SSL_TLSEXT_ERR_OK;
}

/// A frame of RFC 9113, section 4.1.
std::string frame(char type, char flags, char stream, std::string_view payload) {
  std::string bytes(2, '\0');
  bytes += static_cast<char>(payload.size());
  bytes += {type, flags, 0, 0, 0, stream};
  bytes += payload;
  return bytes;
}

constexpr char kData = 0;
constexpr char kHeaders = 1;
constexpr char kSettings = 4;
constexpr char kAck = 1;
constexpr char kEndHeaders = 4;

/// SETTINGS, their acknowledgement, and ":status: 200" with "content-length: 1000".
std::string beginning() {
  using namespace std::string_view_literals;
  return frame(kSettings, 0, 0, {}) + frame(kSettings, kAck, 0, {}) +
         frame(kHeaders, kEndHeaders, 1, "\x88\x0f\x0d\x04\x31\x30\x30\x30"sv);
}

bool write_all(SSL* session, const std::string& bytes) {
  return SSL_write(session, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

void send_nothing_without_end(SSL* session) {
  std::string block;
  while (block.size() < 16'000) block += frame(kData, 0, 1, {});
  while (write_all(session, block)) {
  }
}

/// Reads until the request's HEADERS frame has come.
bool read_request(SSL* session) {
  constexpr std::size_t kPreface = 24;
  std::string all;
  std::array<char, 4096> buffer{};
  while (true) {
    const int size = SSL_read(session, buffer.data(), static_cast<int>(buffer.size()));
    if (size <= 0) return false;
    all.append(buffer.data(), static_cast<std::size_t>(size));
    for (std::size_t at = kPreface; at + 9 <= all.size();) {
      if (all[at + 3] == kHeaders) return true;
      const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(all[at + i]); };
      at += 9U + (byte(0) << 16U) + (byte(1) << 8U) + byte(2);
    }
  }
}

}  // namespace

FaultyHttp2Server::FaultyHttp2Server(Fault fault)
    : fault_(fault), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const Certificate authority = make_authority("urlfan faulty CA");
  const Certificate own = make_certificate(authority, {.names = "IP:127.0.0.1"});
  std::signal(SIGPIPE, SIG_IGN);
  folder_.write("ca.pem", authority.certificate);
  folder_.write("own.pem", own.certificate);
  folder_.write("own.key", own.key);

  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
  listen(listener_, 16);
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  server_ = std::thread([this] { serve_all(); });
}

FaultyHttp2Server::~FaultyHttp2Server() {
  shutdown(listener_, SHUT_RDWR);
  server_.join();
  close(listener_);
}

std::string FaultyHttp2Server::url() const {
  return "https://127.0.0.1:" + std::to_string(port_) + "/";
}

void FaultyHttp2Server::serve_all() const {
  while (true) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    serve(fd);
    close(fd);
  }
}

void FaultyHttp2Server::serve(int fd) const {
  const Context context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate_chain_file(context.get(), folder_.path("own.pem").c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), folder_.path("own.key").c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_http2, nullptr);
  const Session session(SSL_new(context.get()));
  SSL_set_fd(session.get(), fd);
  if (SSL_accept(session.get()) != 1 || !read_request(session.get())) return;
  write_all(session.get(), beginning());
  if (fault_ == Fault::sends_nothing) return send_nothing_without_end(session.get());
  write_all(session.get(), frame(kData, 0, 1, "0123456789"));
  SSL_shutdown(session.get());
  // What the client still has to say is read, or close() would reset the connection.
  shutdown(fd, SHUT_WR);
  std::array<char, 4096> rest{};
  while (read(fd, rest.data(), rest.size()) > 0) {
  }
}

}  // namespace urlfan
