// A name server that answers after a set delay: names DELAY_MS. The first number in a name is its
// address: h300.bench.test is 127.1.1.45. It listens on port 53 of 127.0.0.1, so it needs a network
// namespace of its own; it prints "ready", and ends when its standard input does.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeader = 12;

struct Answer {
  Clock::time_point at;
  sockaddr_in to{};
  std::string packet;
};

void require(bool ok) {
  if (ok) return;
  std::perror("names");
  std::exit(1);
}

char byte(std::uint32_t value, unsigned shift = 0) {
  return static_cast<char>((value >> shift) & 0xffU);
}

/// 127.1.0.1 for 0, and on from there without a last byte of 0 or 255.
std::uint32_t address_of(std::uint32_t number) {
  return (127U << 24U) | ((1U + number / 254 / 256) << 16U) | (number / 254 % 256 << 8U) |
         (number % 254 + 1);
}

/// The answer to a query: one A record; nothing for any other type. Empty for what is no query.
std::string answer_to(const std::string& query) {
  if (query.size() < kHeader + 5) return {};
  const std::size_t name_end = query.find('\0', kHeader);
  if (name_end == std::string::npos || name_end + 5 > query.size()) return {};
  const bool wants_address = query[name_end + 1] == 0 && query[name_end + 2] == 1;

  std::string packet = query.substr(0, name_end + 5);  // the id, the header, the question
  packet[2] = byte(0x85);                              // a response, authoritative
  packet[3] = byte(0x80);
  for (std::size_t i = 6; i < kHeader; ++i) packet[i] = 0;
  if (!wants_address) return packet;

  packet[7] = 1;
  const auto digits = query.find_first_of("0123456789", kHeader + 1);
  const auto number =
      digits < name_end
          ? static_cast<std::uint32_t>(std::strtoul(query.c_str() + digits, nullptr, 10))
          : 0U;
  const std::uint32_t address = address_of(number);
  packet += {byte(0xc0), byte(kHeader), 0, 1, 0, 1, 0, 0, 0, 60, 0, 4};
  packet += {byte(address, 24), byte(address, 16), byte(address, 8), byte(address)};
  return packet;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: names DELAY_MS\n");
    return 2;
  }
  const std::chrono::milliseconds delay(std::atoi(arguments[1]));
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int room = 4 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(53);
  require(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  std::puts("ready");
  std::fflush(stdout);

  std::deque<Answer> waiting;  // the delay is the same for all, so the first in is the first out
  while (true) {
    int wait = -1;
    if (!waiting.empty()) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(waiting.front().at - Clock::now());
      wait = static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }
    std::array<pollfd, 2> ears{pollfd{fd, POLLIN, 0}, pollfd{STDIN_FILENO, POLLIN, 0}};
    poll(ears.data(), ears.size(), wait);
    if (ears[1].revents != 0) return 0;
    while (true) {
      Answer answer;
      std::array<char, 1500> buffer{};
      socklen_t size = sizeof answer.to;
      const ssize_t got = recvfrom(fd, buffer.data(), buffer.size(), 0,
                                   reinterpret_cast<sockaddr*>(&answer.to), &size);
      if (got < 0) break;
      answer.at = Clock::now() + delay;
      answer.packet = answer_to({buffer.data(), static_cast<std::size_t>(got)});
      if (!answer.packet.empty()) waiting.push_back(std::move(answer));
    }
    for (; !waiting.empty() && waiting.front().at <= Clock::now(); waiting.pop_front()) {
      const Answer& next = waiting.front();
      sendto(fd, next.packet.data(), next.packet.size(), 0,
             reinterpret_cast<const sockaddr*>(&next.to), sizeof next.to);
    }
  }
}
