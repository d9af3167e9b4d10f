// What a backend does: threads that each make one call after another, and a call fetches a few URLs
// and waits for all of them. All threads share one Client, or each has a libcurl multi kept by
// hand, or all share one such multi, which has a thread of its own: plain curl_multi with
// curl_multi_poll, handles used again, bodies collected into strings.
//
//   calls client|multi|shared LIST THREADS PER_CALL
//
// LIST has one URL a line; the threads take equal parts of it. Prints how many URLs were answered
// with 200, how many connections were opened for them, and bytes of bodies.

#include <curl/curl.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "urlfan/client.h"

namespace {

constexpr std::uint64_t kWholeBody = std::uint64_t{1} << 20U;

struct Counts {
  std::uint64_t answered = 0;
  std::uint64_t connections = 0;
  std::uint64_t bytes = 0;
};

using Urls = std::span<const std::string>;

/// Makes its calls through a Client that others use as well.
class ClientCaller {
 public:
  explicit ClientCaller(urlfan::Client& client) : client_(client) {
    config_.keep_body = kWholeBody;
  }

  void call(Urls urls, Counts& counts) {
    std::vector<urlfan::Request> requests;
    requests.reserve(urls.size());
    for (const auto& url : urls) {
      requests.emplace_back().target = std::get<urlfan::Target>(understand_(url));
    }
    for (const auto& result : client_.fetch_all(std::move(requests), config_)) {
      if (result.ok() && result.response.status == 200) ++counts.answered;
      if (result.timings.connect) ++counts.connections;
      if (result.response.body) counts.bytes += result.response.body->size();
    }
  }

 private:
  urlfan::Client& client_;
  urlfan::RunConfig config_;
  urlfan::TargetParser understand_{urlfan::UrlDefaults()};
};

/// A handle and the body that it collects, for one URL after another.
struct Transfer {
  CURL* easy = curl_easy_init();
  std::string body;
  /// Of a shared multi: the call that it is for.
  void* call = nullptr;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* transfer) {
  static_cast<Transfer*>(transfer)->body.append(data, size * count);
  return size * count;
}

std::unique_ptr<Transfer> make_transfer() {
  auto transfer = std::make_unique<Transfer>();
  CURL* easy = transfer->easy;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer.get());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "urlfan");  // the same on the wire
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10'000L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 7'000L);
  return transfer;
}

void start(CURLM* multi, Transfer& transfer, const std::string& url) {
  transfer.body.clear();
  curl_easy_setopt(transfer.easy, CURLOPT_URL, url.c_str());
  curl_multi_add_handle(multi, transfer.easy);
}

/// Calls `use` with each transfer that has ended and whether it was answered with 200.
template <typename Use>
void collect(CURLM* multi, const Use& use) {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    char* data = nullptr;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &data);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(multi, easy);
    use(*reinterpret_cast<Transfer*>(data), code == CURLE_OK && status == 200);
  }
}

void count(const Transfer& transfer, bool answered, Counts& counts) {
  long connects = 0;
  curl_easy_getinfo(transfer.easy, CURLINFO_NUM_CONNECTS, &connects);
  if (answered) ++counts.answered;
  counts.connections += static_cast<std::uint64_t>(connects);
  counts.bytes += transfer.body.size();
}

/// Makes its calls with a multi of its own.
class MultiCaller {
 public:
  explicit MultiCaller(std::size_t per_call) : multi_(curl_multi_init()) {
    // Left to itself it keeps four for each handle that it holds, which towards the end of a call
    // are few, and opens those of the next call anew.
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(per_call));
    for (std::size_t i = 0; i < per_call; ++i) transfers_.push_back(make_transfer());
  }
  MultiCaller(const MultiCaller&) = delete;
  MultiCaller& operator=(const MultiCaller&) = delete;
  ~MultiCaller() {
    for (auto& transfer : transfers_) curl_easy_cleanup(transfer->easy);
    curl_multi_cleanup(multi_);
  }

  void call(Urls urls, Counts& counts) {
    for (std::size_t i = 0; i < urls.size(); ++i) start(multi_, *transfers_[i], urls[i]);
    int running = 1;
    while (running > 0) {
      if (curl_multi_perform(multi_, &running) != CURLM_OK) std::exit(1);
      collect(multi_, [&counts](const Transfer& transfer, bool answered) {
        count(transfer, answered, counts);
      });
      if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
  }

 private:
  CURLM* multi_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
};

/// One multi for all threads, as one client is: a thread of its own, which the others hand their
/// calls to.
class SharedMulti {
 public:
  explicit SharedMulti(std::size_t most) : multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(most));
    thread_ = std::thread([this] { work(); });
  }
  SharedMulti(const SharedMulti&) = delete;
  SharedMulti& operator=(const SharedMulti&) = delete;
  ~SharedMulti() {
    hand_over(nullptr);
    thread_.join();
    for (auto& transfer : transfers_) curl_easy_cleanup(transfer->easy);
    curl_multi_cleanup(multi_);
  }

  void call(Urls urls, Counts& counts) {
    Call call{.urls = urls, .counts = counts, .left = urls.size(), .done = {}};
    auto done = call.done.get_future();
    hand_over(&call);
    done.wait();
  }

 private:
  struct Call {
    Urls urls;
    Counts& counts;
    std::size_t left;
    std::promise<void> done;
  };

  /// Null: there will be no more.
  void hand_over(Call* call) {
    {
      const std::lock_guard lock(mutex_);
      calls_.push_back(call);
    }
    curl_multi_wakeup(multi_);
  }

  void work() {
    while (begin_calls()) {
      int running = 0;
      if (curl_multi_perform(multi_, &running) != CURLM_OK) std::exit(1);
      collect(multi_, [this](Transfer& transfer, bool answered) { end(transfer, answered); });
      curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
  }

  bool begin_calls() {
    std::vector<Call*> calls;
    {
      const std::lock_guard lock(mutex_);
      calls.swap(calls_);
    }
    for (Call* call : calls) {
      if (call == nullptr) return false;
      for (const auto& url : call->urls) {
        if (idle_.empty()) idle_.push_back(transfers_.emplace_back(make_transfer()).get());
        Transfer& transfer = *idle_.back();
        idle_.pop_back();
        transfer.call = call;
        start(multi_, transfer, url);
      }
    }
    return true;
  }

  void end(Transfer& transfer, bool answered) {
    Call& call = *static_cast<Call*>(transfer.call);
    count(transfer, answered, call.counts);
    idle_.push_back(&transfer);
    if (--call.left == 0) call.done.set_value();
  }

  CURLM* multi_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::vector<Transfer*> idle_;
  std::mutex mutex_;
  std::vector<Call*> calls_;
  std::thread thread_;
};

/// Makes its calls through it.
class SharedCaller {
 public:
  explicit SharedCaller(SharedMulti& multi) : multi_(multi) {}
  void call(Urls urls, Counts& counts) { multi_.call(urls, counts); }

 private:
  SharedMulti& multi_;
};

template <typename Caller>
void make_calls(Caller&& caller, Urls urls, std::size_t per_call, Counts& counts) {
  for (; urls.size() >= per_call; urls = urls.subspan(per_call)) {
    caller.call(urls.first(per_call), counts);
  }
}

std::vector<std::string> read_list(const char* path) {
  std::vector<std::string> urls;
  std::ifstream list(path);
  for (std::string line; std::getline(list, line);) urls.push_back(line);
  return urls;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fprintf(stderr, "usage: calls client|multi|shared LIST THREADS PER_CALL\n");
    return 2;
  }
  const std::string_view by = arguments[1];
  const std::vector<std::string> urls = read_list(arguments[2]);
  const std::size_t threads = std::strtoul(arguments[3], nullptr, 10);
  const std::size_t per_call = std::strtoul(arguments[4], nullptr, 10);
  curl_global_init(CURL_GLOBAL_DEFAULT);

  std::unique_ptr<urlfan::Client> client;
  std::optional<SharedMulti> shared;
  if (by == "client") {
    urlfan::ClientConfig config;
    config.per_host = 0;
    client = std::make_unique<urlfan::Client>(config);
  } else if (by == "shared") {
    shared.emplace(threads * per_call);
  }
  std::vector<Counts> counts(threads);
  std::vector<std::thread> callers;
  const std::size_t share = urls.size() / threads;
  for (std::size_t i = 0; i < threads; ++i) {
    callers.emplace_back([&, i] {
      const Urls own = Urls(urls).subspan(i * share, share);
      if (client) {
        make_calls(ClientCaller(*client), own, per_call, counts[i]);
      } else if (shared) {
        make_calls(SharedCaller(*shared), own, per_call, counts[i]);
      } else {
        make_calls(MultiCaller(per_call), own, per_call, counts[i]);
      }
    });
  }
  for (auto& caller : callers) caller.join();
  Counts all;
  for (const auto& each : counts) {
    all.answered += each.answered;
    all.connections += each.connections;
    all.bytes += each.bytes;
  }
  std::printf("%llu %llu %llu\n", static_cast<unsigned long long>(all.answered),
              static_cast<unsigned long long>(all.connections),
              static_cast<unsigned long long>(all.bytes));
  return 0;
}
