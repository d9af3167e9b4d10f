#include "tests/support/fault_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <random>
#include <set>
#include <system_error>
#include <utility>

namespace urlfan {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

const std::string kOk = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

std::string answer(std::string_view status, std::string_view headers, std::string_view body = {}) {
  return "HTTP/1.1 " + std::string(status) + "\r\nConnection: close\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

/// A gzip stream of 50 MiB of zeros in 325 KiB, without an end: a zero byte, then matches of
/// length 258 at distance 1 (RFC 1951, fixed Huffman codes).
std::string gzip_bomb() {
  std::string bits;  // one char a bit, least significant first, as deflate packs them
  const auto put_code = [&bits](unsigned code, int length) {
    for (int i = length - 1; i >= 0; --i) bits += (code >> i & 1U) != 0 ? '1' : '0';
  };
  bits += "1";        // the last block
  bits += "10";       // fixed Huffman codes
  put_code(0x30, 8);  // the literal 0
  for (int i = 0; i < 200'000; ++i) {
    put_code(0xC5, 8);  // length 258
    put_code(0, 5);     // distance 1
  }
  std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  for (std::size_t i = 0; i + 8 <= bits.size(); i += 8) {
    unsigned byte = 0;
    for (std::size_t k = 0; k < 8; ++k) byte |= (bits[i + k] == '1' ? 1U : 0U) << k;
    packed += static_cast<char>(byte);
  }
  return packed;
}

void endless(const Connection& connection, std::string_view start, std::string_view piece) {
  if (!connection.send(start)) return;
  std::string block;
  while (block.size() < 16384) block += piece;
  while (connection.send(block)) {
  }
}

void drip(const Connection& connection) {
  if (!connection.send(kOk + "Content-Length: 100\r\n\r\n")) return;
  for (int i = 0; i < 100; ++i) {
    if (!connection.send("x") || !connection.pause()) return;
  }
}

using Fault = void (*)(const Connection&);

const std::map<std::string, Fault, std::less<>>& faults() {
  static const std::map<std::string, Fault, std::less<>> table{
      {"/ok", [](const Connection& c) { c.send(answer("200 OK", "", "fine\n")); }},
      {"/no-head",
       [](const Connection& c) {
         const bool head = c.request().starts_with("HEAD ");
         c.send(head ? answer("405 Method Not Allowed", "Allow: GET\r\n", "")
                     : answer("200 OK", "", "fine\n"));
       }},
      {"/silent", [](const Connection& c) { c.hold(); }},
      {"/close", [](const Connection&) {}},
      {"/reset", [](const Connection& c) { c.reset(); }},
      {"/reset-in-headers",
       [](const Connection& c) {
         c.send("HTTP/1.1 200 OK\r\nContent-Le");
         c.reset();
       }},
      {"/reset-in-body",
       [](const Connection& c) {
         c.send(kOk + "Content-Length: 1000\r\n\r\nhalf of it");
         c.pause();
         c.reset();
       }},
      {"/half-headers", [](const Connection& c) { c.send("HTTP/1.1 200 OK\r\nContent-Le"); }},
      {"/stuck-headers",
       [](const Connection& c) {
         c.send("HTTP/1.1 200 OK\r\nContent-Le");
         c.hold();
       }},
      {"/endless-headers",
       [](const Connection& c) { endless(c, "HTTP/1.1 200 OK\r\n", "X-More: and more\r\n"); }},
      {"/long-header-line",
       [](const Connection& c) { endless(c, "HTTP/1.1 200 OK\r\nX-Long: ", "long"); }},
      {"/endless-body", [](const Connection& c) { endless(c, kOk + "\r\n", "more"); }},
      {"/longer-body",
       [](const Connection& c) { c.send(kOk + "Content-Length: 4\r\n\r\nfour+more"); }},
      {"/shorter-body",
       [](const Connection& c) { c.send(kOk + "Content-Length: 40\r\n\r\nshort"); }},
      {"/drip", drip},
      {"/stuck-body",
       [](const Connection& c) {
         c.send(kOk + "Content-Length: 40\r\n\r\nshort");
         c.hold();
       }},
      {"/many-headers",
       [](const Connection& c) {
         std::string headers;
         for (int i = 0; i < 2000; ++i) headers += "X-" + std::to_string(i) + ": 1\r\n";
         c.send(answer("200 OK", headers));
       }},
      {"/hostile-headers",
       [](const Connection& c) {
         c.send(answer("200 OK", "X-\"quote: \x1b[31mred\r\nX-Twice: 1\r\nx-twice: 2\r\n"));
       }},
      {"/garbage", [](const Connection& c) { c.send("\x01\x02\xff garbage, not HTTP\r\n\r\n"); }},
      {"/bad-status", [](const Connection& c) { c.send("HTTP/1.1 abc\r\n\r\n"); }},
      {"/http09", [](const Connection& c) { c.send("<html>no status line</html>\n"); }},
      {"/bad-chunk",
       [](const Connection& c) {
         c.send(kOk + "Transfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n");
       }},
      {"/gzip-bomb",
       [](const Connection& c) {
         static const std::string bomb = gzip_bomb();
         c.send(kOk + "Content-Encoding: gzip\r\n\r\n" + bomb);
       }},
      {"/bad-gzip",
       [](const Connection& c) {
         c.send(answer("200 OK", "Content-Encoding: gzip\r\n", "this is not gzip at all"));
       }},
      {"/informational",
       [](const Connection& c) {
         endless(c, "", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
       }},
      {"/to-file",
       [](const Connection& c) {
         c.send(answer("302 Found", "Location: file:///etc/passwd\r\n"));
       }},
      {"/to-ftp",
       [](const Connection& c) { c.send(answer("302 Found", "Location: ftp://127.0.0.1/\r\n")); }},
      {"/to-user",
       [](const Connection& c) {
         c.send(answer("302 Found", "Location: http://joe:s3cret@a.test/x@y\r\n"));
       }},
      {"/to-user-of-ftp",
       [](const Connection& c) {
         c.send(answer("302 Found", "Location: ftp://joe:s3cret@a.test/\r\n"));
       }},
      {"/to-nonsense",
       [](const Connection& c) { c.send(answer("302 Found", "Location: http://a:b:c/\r\n")); }},
      {"/loop", [](const Connection& c) { c.send(answer("302 Found", "Location: /loop\r\n")); }},
      {"/unauthorized", [](const Connection& c) { c.send(answer("401 Unauthorized", "")); }},
      {"/hostile",
       [](const Connection& c) {
         c.send(answer("200 OK", "Content-Type: text/\x1b[31mred\xff\r\n", "\x1b]0;title\x07\xff"));
       }},
      {"/fails-twice",
       [](const Connection& c) {
         c.send(c.number() <= 2 ? answer("503 Service Unavailable", "", "starting\n")
                                : answer("200 OK", "", "ready\n"));
       }},
      {"/silent-once",
       [](const Connection& c) {
         if (c.number() == 1) return c.hold();
         c.send(answer("200 OK", "", "fine\n"));
       }},
      {"/resets-once",
       [](const Connection& c) {
         if (c.number() == 1) return c.reset();
         c.send(answer("200 OK", "", "fine\n"));
       }},
      {"/limited",
       [](const Connection& c) {
         c.send(c.number() <= 10 ? answer("429 Too Many Requests", "Retry-After: 2\r\n")
                                 : answer("200 OK", "", "fine\n"));
       }},
      {"/limited-until",
       [](const Connection& c) {
         const std::time_t later = std::time(nullptr) + 3;
         std::tm parts{};
         std::array<char, 64> date{};
         std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT",
                       gmtime_r(&later, &parts));
         c.send(c.number() == 1 ? answer("503 Service Unavailable",
                                         "Retry-After: " + std::string(date.data()) + "\r\n")
                                : answer("200 OK", "", "fine\n"));
       }},
      {"/echo", [](const Connection& c) { c.send(answer("200 OK", "", c.request())); }},
  };
  return table;
}

bool wait_readable(int fd, std::chrono::milliseconds most) {
  pollfd ear{fd, POLLIN | POLLRDHUP, 0};
  return poll(&ear, 1, static_cast<int>(most.count())) > 0;
}

/// The head of a request, or what came of it.
std::string read_head(int fd, const std::atomic<bool>& stop) {
  std::string head;
  std::array<char, 4096> block{};
  while (!stop && head.find("\r\n\r\n") == std::string::npos) {
    if (!wait_readable(fd, std::chrono::milliseconds(100))) continue;
    const ssize_t got = recv(fd, block.data(), block.size(), 0);
    if (got <= 0) break;
    head.append(block.data(), static_cast<std::size_t>(got));
  }
  return head;
}

std::string path_of(const std::string& head) {
  const auto start = head.find(' ') + 1;
  const auto end = head.find_first_of(" ?", start);
  return head.substr(start, end - start);
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

bool Connection::send(std::string_view bytes) const {
  while (!bytes.empty() && !stop_) {
    pollfd ear{fd_, POLLOUT, 0};
    if (poll(&ear, 1, 100) <= 0) continue;
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return bytes.empty();
}

bool Connection::pause() const {
  for (int i = 0; i < 10 && !stop_; ++i) {
    if (wait_readable(fd_, std::chrono::milliseconds(100))) return false;
  }
  return !stop_;
}

void Connection::hold() const {
  while (pause()) {
  }
}

void Connection::reset() const {
  const linger now{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

int listen_on_loopback(int& port, int backlog, const std::string& address_text) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  const int again = 1;  // a port that was just let go
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &again, sizeof again);
  sockaddr_in address = loopback(port);
  inet_pton(AF_INET, address_text.c_str(), &address.sin_addr);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) fail("bind");
  if (listen(fd, backlog) != 0) fail("listen");
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return fd;
}

int free_port() {
  static std::set<int> given;
  // Below those that the kernel gives to clients: another test's could take it in the meantime.
  static std::mt19937 random{std::random_device()()};
  std::uniform_int_distribution<int> ports(10'000, 32'000);
  while (true) {
    int port = ports(random);
    if (!given.insert(port).second) continue;
    try {
      close(listen_on_loopback(port, 1));
      return port;
    } catch (const std::system_error&) {
      continue;  // somebody's
    }
  }
}

RefusingPort::RefusingPort() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket_.get(), any, size) != 0) fail("bind");
  getsockname(socket_.get(), any, &size);
  number_ = ntohs(address.sin_port);
}

FaultServer::FaultServer(int port)
    : port_(port),
      threads_(listen_on_loopback(port_, 4096),
               [this](int fd, const std::atomic<bool>& stop) { serve(fd, stop); }) {}

std::string FaultServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

int FaultServer::requests(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = requests_.find(path);
  return found == requests_.end() ? 0 : found->second;
}

void FaultServer::serve(int fd, const std::atomic<bool>& stop) {
  std::string head = read_head(fd, stop);
  const std::string path = path_of(head);
  int number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++requests_[path];
  }
  const auto fault = faults().find(path);
  const Connection connection(fd, std::move(head), number, stop);
  if (fault == faults().end()) {
    connection.send(answer("404 Not Found", "", "no such fault\n"));
  } else {
    fault->second(connection);
  }
  close(fd);
}

BlackHole::BlackHole(int port, const std::string& address_text) : port_(port) {
  sockets_.push_back(listen_on_loopback(port_, 0, address_text));
  sockaddr_in address = loopback(port_);
  inet_pton(AF_INET, address_text.c_str(), &address.sin_addr);
  for (int i = 0; i < 4; ++i) {
    sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    // The first fill the backlog, the others hang as every later one will.
    [[maybe_unused]] const int pending =
        connect(sockets_.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
}

BlackHole::~BlackHole() {
  for (const int fd : sockets_) close(fd);
}

bool answers(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return connected;
}

}  // namespace urlfan
