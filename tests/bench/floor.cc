// The least that libcurl itself can cost: one thread, epoll and curl_multi_socket_action, handles
// used again, every option that urlfan sets, and nothing else: no policy, no JSON, no checks. What
// urlfan costs above this is urlfan's own. (The table of sockets is urlfan's: it is epoll and
// little else.)
//
//   floor LIST IN_FLIGHT [--buffer BYTES] [--cacert FILE] [--http2] [--close] [--hash]
//
// LIST has one URL a line. --close: no connection is kept (each host stands in the list once).
// --hash: SHA-256 of each body. Prints how many URLs were answered with 200, and bytes of bodies.

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/net/socket_table.h"

namespace {

using Clock = std::chrono::steady_clock;

// As in urlfan, and for the same reason: libcurl walks lists that grow with a multi, and those of
// one host.
constexpr std::size_t kTransfersPerMulti = 256;
constexpr std::size_t kConnectionsPerMulti = 16;
constexpr std::size_t kMostShares = 8;

struct Options {
  std::string list;
  std::size_t in_flight = 0;
  long buffer = 16'384;
  std::string authorities;
  bool http2 = false;
  bool close = false;
  bool hash = false;
};

Options parse(int count, char** arguments) {
  Options options;
  if (count < 3) {
    std::fprintf(stderr, "usage: floor LIST IN_FLIGHT [OPTION...]\n");
    std::exit(2);
  }
  options.list = arguments[1];
  options.in_flight = std::strtoul(arguments[2], nullptr, 10);
  for (int i = 3; i < count; ++i) {
    const std::string_view option = arguments[i];
    const char* value = i + 1 < count ? arguments[i + 1] : "";
    if (option == "--buffer") options.buffer = std::atol(value);
    if (option == "--cacert") options.authorities = value;
    if (option == "--http2") options.http2 = true;
    if (option == "--close") options.close = true;
    if (option == "--hash") options.hash = true;
  }
  return options;
}

struct Multi {
  CURLM* handle = nullptr;
  std::uint32_t number = 0;
  urlfan::SocketTable* sockets = nullptr;
  std::optional<Clock::time_point> due;
};

struct Transfer {
  CURL* easy = nullptr;
  std::uint64_t bytes = 0;
  EVP_MD_CTX* digest = nullptr;
  std::array<char, CURL_ERROR_SIZE> detail{};
};

class Floor {
 public:
  explicit Floor(Options options) : options_(std::move(options)), list_(options_.list) {
    if (!options_.authorities.empty()) {
      store_ = X509_STORE_new();
      if (X509_STORE_load_file(store_, options_.authorities.c_str()) != 1) std::exit(2);
      X509_STORE_set_flags(store_, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
    }
    std::size_t count = (options_.in_flight + kTransfersPerMulti - 1) / kTransfersPerMulti;
    if (!options_.http2) {
      const std::size_t shares = options_.in_flight / kConnectionsPerMulti + 1;
      count = std::max(count, std::min(shares, kMostShares));
    }
    for (std::size_t i = 0; i < count; ++i) multis_.push_back(make_multi());
  }

  int run() {
    transfers_.reserve(options_.in_flight);
    for (std::size_t i = 0; i < options_.in_flight; ++i) {
      transfers_.push_back(make_transfer());
      if (!start(*transfers_.back(), *multis_[i % multis_.size()])) break;
    }
    std::array<epoll_event, 256> events{};
    while (active_ > 0) {
      for (auto& multi : multis_) fire_timer(*multi);
      for (auto& multi : multis_) collect(*multi);
      if (active_ == 0) break;
      const int ready = epoll_wait(sockets_.epoll_fd(), events.data(),
                                   static_cast<int>(events.size()), wait_milliseconds());
      for (int i = 0; i < ready; ++i) act(events[static_cast<std::size_t>(i)]);
    }
    std::printf("%zu %llu\n", answered_, static_cast<unsigned long long>(bytes_));
    return 0;
  }

 private:
  std::unique_ptr<Multi> make_multi() {
    auto multi = std::make_unique<Multi>();
    multi->handle = curl_multi_init();
    multi->number = static_cast<std::uint32_t>(multis_.size());
    multi->sockets = &sockets_;
    curl_multi_setopt(multi->handle, CURLMOPT_SOCKETFUNCTION, &Floor::on_socket);
    curl_multi_setopt(multi->handle, CURLMOPT_SOCKETDATA, multi.get());
    curl_multi_setopt(multi->handle, CURLMOPT_TIMERFUNCTION, &Floor::on_timer);
    curl_multi_setopt(multi->handle, CURLMOPT_TIMERDATA, multi.get());
    curl_multi_setopt(multi->handle, CURLMOPT_MAXCONNECTS,
                      static_cast<long>(std::min(options_.in_flight, 2 * kTransfersPerMulti) + 8));
    return multi;
  }

  std::unique_ptr<Transfer> make_transfer() {
    auto transfer = std::make_unique<Transfer>();
    CURL* easy = curl_easy_init();
    transfer->easy = easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer.get());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail.data());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Floor::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Floor::on_header);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Floor::on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &sockets_);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Floor::on_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &sockets_);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "floor");
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, options_.buffer);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 15L);
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);  // the lists name addresses
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, options_.close ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60'000L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 30'000L);
    curl_easy_setopt(
        easy, CURLOPT_HTTP_VERSION,
        static_cast<long>(options_.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    if (options_.http2) curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
    if (store_ != nullptr) {
      curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &Floor::on_tls);
      curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
    }
    if (options_.hash) transfer->digest = EVP_MD_CTX_new();
    return transfer;
  }

  bool start(Transfer& transfer, Multi& multi) {
    if (!std::getline(list_, line_)) return false;
    curl_easy_setopt(transfer.easy, CURLOPT_URL, line_.c_str());
    transfer.bytes = 0;
    if (transfer.digest != nullptr) EVP_DigestInit_ex(transfer.digest, EVP_sha256(), nullptr);
    curl_multi_add_handle(multi.handle, transfer.easy);
    ++active_;
    return true;
  }

  static void fire_timer(Multi& multi) {
    if (!multi.due || *multi.due > Clock::now()) return;
    multi.due.reset();
    int running = 0;
    curl_multi_socket_action(multi.handle, CURL_SOCKET_TIMEOUT, 0, &running);
  }

  void collect(Multi& multi) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi.handle, &left)) {
      CURL* easy = message->easy_handle;
      char* data = nullptr;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &data);
      auto& transfer = *reinterpret_cast<Transfer*>(data);
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result == CURLE_OK && status == 200) ++answered_;
      bytes_ += transfer.bytes;
      if (transfer.digest != nullptr) {
        std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
        unsigned size = 0;
        EVP_DigestFinal_ex(transfer.digest, value.data(), &size);
      }
      curl_multi_remove_handle(multi.handle, easy);
      --active_;
      start(transfer, multi);
    }
  }

  void act(const epoll_event& event) {
    const std::uint32_t owner = sockets_.owner_of_event(event.data.fd);
    if (owner == urlfan::SocketTable::kNobody) return;
    int bits = 0;
    if ((event.events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) bits |= CURL_CSELECT_IN;
    if ((event.events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0) bits |= CURL_CSELECT_OUT;
    int running = 0;
    curl_multi_socket_action(multis_[owner]->handle, event.data.fd, bits, &running);
  }

  int wait_milliseconds() const {
    std::optional<Clock::time_point> first;
    for (const auto& multi : multis_) {
      if (multi->due && (!first || *multi->due < *first)) first = multi->due;
    }
    if (!first) return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*first - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, 60'000));
  }

  static int on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* multi, void* /*entry*/) {
    auto& self = *static_cast<Multi*>(multi);
    std::uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
    self.sockets->want(fd, events, self.number);
    return 0;
  }

  static int on_timer(CURLM* /*handle*/, long milliseconds, void* multi) {
    auto& due = static_cast<Multi*>(multi)->due;
    due.reset();
    if (milliseconds >= 0) due = Clock::now() + std::chrono::milliseconds(milliseconds);
    return 0;
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* transfer) {
    auto& self = *static_cast<Transfer*>(transfer);
    self.bytes += size * count;
    if (self.digest != nullptr) EVP_DigestUpdate(self.digest, data, size * count);
    return size * count;
  }

  static std::size_t on_header(char* /*data*/, std::size_t size, std::size_t count, void*) {
    return size * count;
  }

  static curl_socket_t on_open(void* sockets, curlsocktype /*purpose*/, curl_sockaddr* address) {
    const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd < 0) return CURL_SOCKET_BAD;
    static_cast<urlfan::SocketTable*>(sockets)->opened(fd);
    return fd;
  }

  static int on_close(void* sockets, curl_socket_t fd) {
    static_cast<urlfan::SocketTable*>(sockets)->closing(fd);
    return close(fd);
  }

  static CURLcode on_tls(CURL* /*easy*/, void* context, void* self) {
    SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(context), static_cast<Floor*>(self)->store_);
    return CURLE_OK;
  }

  Options options_;
  std::ifstream list_;
  std::string line_;
  X509_STORE* store_ = nullptr;
  urlfan::SocketTable sockets_;
  std::vector<std::unique_ptr<Multi>> multis_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::size_t active_ = 0;
  std::size_t answered_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const Options options = parse(count, arguments);
  // Left to the end of the process, like the handles: taking all down is no part of the work.
  static Floor floor(options);
  const int code = floor.run();
  std::fflush(stdout);
  _exit(code);
}
