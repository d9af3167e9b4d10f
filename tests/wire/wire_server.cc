#include "tests/wire/wire_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string_view>
#include <thread>

#include "tests/support/fault_server.h"

namespace urlfan {
namespace {

// By then a client on the same machine has read what came before, unless the machine is busy; then
// both come at once, which is as good a case.
constexpr auto kALittle = std::chrono::milliseconds(20);

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// The head of the next request; empty when there is none any more. Bodies are not asked for.
std::string read_head(int fd, const std::atomic<bool>& stop) {
  std::string head;
  while (!stop && head.find("\r\n\r\n") == std::string::npos) {
    pollfd readable{fd, POLLIN, 0};
    if (poll(&readable, 1, 50) == 0) continue;
    std::array<char, 4096> buffer{};
    const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) return {};
    head.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return stop ? std::string() : head;
}

/// From behind `before` to the first of `ends`.
std::string between(const std::string& text, std::string_view before, std::string_view ends) {
  const auto found = text.find(before);
  if (found == std::string::npos) return {};
  const auto start = found + before.size();
  return text.substr(start, text.find_first_of(ends, start) - start);
}

std::string good_answer(const std::string& head) {
  const std::string body = "good " + between(head, "Host: ", ".:\r") + "\n";
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         (head.starts_with("HEAD ") ? "" : body);
}

std::map<std::string, WireCase> by_path(const std::vector<WireCase>& cases) {
  std::map<std::string, WireCase> all;
  for (const auto& wire : cases) all.emplace("/" + wire.name, wire);
  return all;
}

void reset_on_close(int fd) {
  const linger now{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace

WireServer::WireServer(const std::vector<WireCase>& cases)
    : cases_(by_path(cases)),
      threads_(listen_on_loopback(port_, 1024),
               [this](int fd, const std::atomic<bool>& stop) { serve(fd, stop); }) {}

void WireServer::serve(int fd, const std::atomic<bool>& stop) {
  const bool ended_by_case = answer_all(fd, stop);
  close(fd);
  if (ended_by_case) ++played_;
}

bool WireServer::answer_all(int fd, const std::atomic<bool>& stop) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // each step is a segment
  const timeval patience{5, 0};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  while (true) {
    const std::string head = read_head(fd, stop);
    if (head.empty()) return false;
    const bool is_tunnel = head.starts_with("CONNECT ");
    const auto wire = cases_.find(is_tunnel ? "/connect" : between(head, " ", " ?"));
    if (wire == cases_.end()) {
      if (!send_all(fd, good_answer(head))) return false;
      continue;
    }
    if (!play(fd, wire->second, stop)) return true;
    ++played_;
  }
}

bool WireServer::play(int fd, const WireCase& wire, const std::atomic<bool>& stop) {
  for (const auto& step : wire.steps) {
    switch (step.kind) {
      case WireStep::Kind::send:
        if (!send_all(fd, step.bytes)) return false;
        break;
      case WireStep::Kind::send_bytewise:
        for (const char byte : step.bytes) {
          if (stop || !send_all(fd, {&byte, 1})) return false;
          std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        break;
      case WireStep::Kind::wait_a_little:
        std::this_thread::sleep_for(kALittle);
        break;
      case WireStep::Kind::reset:
        reset_on_close(fd);
        return false;
      case WireStep::Kind::close:
        return false;
    }
  }
  return true;
}

}  // namespace urlfan
