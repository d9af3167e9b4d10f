// An origin that answers after the delay that the path asks for: GET /250 is answered after 250 ms.
// GET /closing is answered at once, and each 50th of these answers is the last on its connection,
// without having said so. One thread, ten thousand connections and more. It listens on every
// address of the loopback interface, prints its port, and ends when its standard input does.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n";
constexpr std::string_view kClosing = "GET /closing ";
constexpr unsigned kAnswersBeforeAClose = 50;
constexpr int kLongestDelay = 60'000;

struct Connection {
  std::string request;
  /// Told from an earlier connection with the same descriptor.
  std::uint32_t generation = 0;
};

struct Due {
  Clock::time_point at;
  int fd = -1;
  std::uint32_t generation = 0;
  bool closes = false;
  bool operator<(const Due& other) const { return at > other.at; }  // the soonest on top
};

class Origin {
 public:
  Origin() : epoll_(epoll_create1(EPOLL_CLOEXEC)) { watch(STDIN_FILENO); }

  /// Returns the port.
  int listen_on_loopback() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    // All of 127.0.0.0/8, and nothing that another machine could reach.
    constexpr std::string_view device = "lo";
    require(setsockopt(listener_, SOL_SOCKET, SO_BINDTODEVICE, device.data(), device.size()) == 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    require(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    require(listen(listener_, 65'535) == 0);
    socklen_t size = sizeof address;
    require(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    watch(listener_);
    return ntohs(address.sin_port);
  }

  void serve() {
    std::array<epoll_event, 512> events{};
    while (true) {
      const int ready =
          epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_milliseconds());
      for (int i = 0; i < ready; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == STDIN_FILENO) return;
        if (fd == listener_) {
          accept_all();
        } else {
          read_from(fd);
        }
      }
      answer_due();
    }
  }

 private:
  static void require(bool ok) {
    if (ok) return;
    std::perror("origin");
    std::exit(1);
  }

  void watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    require(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0);
  }

  int wait_milliseconds() const {
    if (due_.empty()) return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due_.top().at - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, kLongestDelay));
  }

  void accept_all() {
    while (true) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const auto slot = static_cast<std::size_t>(fd);
      if (slot >= connections_.size()) connections_.resize(slot + 1);
      connections_[slot].request.clear();
      ++connections_[slot].generation;
      watch(fd);
    }
  }

  void read_from(int fd) {
    Connection& connection = connections_[static_cast<std::size_t>(fd)];
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
      drop(fd);
      return;
    }
    connection.request.append(buffer.data(), static_cast<std::size_t>(size));
    if (!connection.request.ends_with("\r\n\r\n")) return;
    const bool closes =
        connection.request.starts_with(kClosing) && ++closing_answers_ % kAnswersBeforeAClose == 0;
    due_.push({Clock::now() + delay_of(connection.request), fd, connection.generation, closes});
    connection.request.clear();
  }

  static std::chrono::milliseconds delay_of(std::string_view request) {
    const auto slash = request.find('/');
    int delay = 0;
    if (slash != std::string_view::npos) {
      std::from_chars(request.data() + slash + 1, request.data() + request.size(), delay);
    }
    return std::chrono::milliseconds(std::clamp(delay, 0, kLongestDelay));
  }

  void answer_due() {
    const auto now = Clock::now();
    while (!due_.empty() && due_.top().at <= now) {
      const Due next = due_.top();
      due_.pop();
      if (connections_[static_cast<std::size_t>(next.fd)].generation != next.generation) continue;
      // A hundred bytes fit into a socket's buffer.
      send(next.fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
      if (next.closes) drop(next.fd);
    }
  }

  void drop(int fd) {
    ++connections_[static_cast<std::size_t>(fd)].generation;
    close(fd);
  }

  int epoll_;
  int listener_ = -1;
  unsigned closing_answers_ = 0;
  std::vector<Connection> connections_;
  std::priority_queue<Due> due_;
};

}  // namespace

int main() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  Origin origin;
  std::printf("%d\n", origin.listen_on_loopback());
  std::fflush(stdout);
  origin.serve();
}
