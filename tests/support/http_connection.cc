#include "tests/support/http_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "src/base/text.h"

namespace urlfan {
namespace {

Descriptor connected(int family, const void* address, socklen_t size) {
  Descriptor fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(fd.get(), static_cast<const sockaddr*>(address), size) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
  return fd;
}

Descriptor to_port(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connected(AF_INET, &address, sizeof address);
}

Descriptor to_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(static_cast<void*>(address.sun_path), path.data(), path.size());
  return connected(AF_UNIX, &address, sizeof address);
}

}  // namespace

HttpConnection::HttpConnection(int port) : fd_(to_port(port)) {}
HttpConnection::HttpConnection(const std::string& socket) : fd_(to_socket(socket)) {}

bool HttpConnection::send(std::string_view text) const {
  while (!text.empty()) {
    pollfd writable{fd_.get(), POLLOUT, 0};
    if (poll(&writable, 1, 10'000) != 1) return false;
    const auto sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) continue;
    if (sent < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpConnection::read_more(int seconds) {
  pollfd readable{fd_.get(), POLLIN, 0};
  if (poll(&readable, 1, seconds * 1000) != 1) return false;
  std::array<char, 65536> room{};
  const auto count = recv(fd_.get(), room.data(), room.size(), 0);
  if (count <= 0) return false;
  read_.append(room.data(), static_cast<std::size_t>(count));
  return true;
}

bool HttpConnection::read_line(std::string& line, int seconds) {
  auto end = read_.find("\r\n");
  for (; end == std::string::npos; end = read_.find("\r\n")) {
    if (!read_more(seconds)) return false;
  }
  line = read_.substr(0, end);
  read_.erase(0, end + 2);
  return true;
}

bool HttpConnection::read_bytes(std::size_t count, std::string& to, int seconds) {
  while (read_.size() < count) {
    if (!read_more(seconds)) return false;
  }
  to.append(read_, 0, count);
  read_.erase(0, count);
  return true;
}

bool HttpConnection::read_chunks(std::string& to, int seconds) {
  std::string line;
  while (read_line(line, seconds)) {
    const auto size = std::stoul(line, nullptr, 16);
    if (size > 0 && !read_bytes(size, to, seconds)) return false;
    if (!read_line(line, seconds)) return false;
    if (size == 0) return true;
  }
  return false;
}

std::optional<HttpReply> HttpConnection::reply(int seconds) {
  HttpReply reply;
  std::string line;
  while (reply.status < 200) {
    if (!read_line(line, seconds)) return {};
    reply.status = std::stoi(line.substr(line.find(' ') + 1));
    while (read_line(line, seconds) && !line.empty()) {
      const auto colon = line.find(": ");
      reply.headers[lower_case(line.substr(0, colon))] = line.substr(colon + 2);
    }
  }
  bool whole = true;
  if (reply.header("transfer-encoding") == "chunked") {
    whole = read_chunks(reply.body, seconds);
  } else if (const auto length = reply.header("content-length"); !length.empty()) {
    whole = read_bytes(std::stoul(length), reply.body, seconds);
  }
  return whole ? std::optional(reply) : std::nullopt;
}

std::string HttpConnection::some(std::size_t bytes) {
  while (read_.size() < bytes && read_more(30)) {
  }
  return read_;
}

const std::string& HttpConnection::there() {
  while (read_more(0)) {
  }
  return read_;
}

bool HttpConnection::is_closed(int seconds) {
  pollfd readable{fd_.get(), POLLIN | POLLRDHUP, 0};
  while (poll(&readable, 1, seconds * 1000) == 1) {
    std::array<char, 65536> room{};
    if (recv(fd_.get(), room.data(), room.size(), 0) <= 0) return true;
  }
  return false;
}

}  // namespace urlfan
