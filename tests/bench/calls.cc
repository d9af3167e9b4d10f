// What a backend does: threads that each make one call after another, and a call fetches a few URLs
// and waits for all of them. All threads share one Client, or each has a libcurl multi kept by
// hand: plain curl_multi with curl_multi_poll, handles used again, bodies collected into strings.
//
//   calls client|multi LIST THREADS PER_CALL
//
// LIST has one URL a line; the threads take equal parts of it. Prints how many URLs were answered
// with 200, how many connections were opened for them, and bytes of bodies.

#include <curl/curl.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
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

/// Makes its calls with a multi of its own.
class MultiCaller {
 public:
  explicit MultiCaller(std::size_t per_call) : multi_(curl_multi_init()) {
    // Left to itself it keeps four for each handle that it holds, which towards the end of a call
    // are few, and opens those of the next call anew.
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(per_call));
    for (std::size_t i = 0; i < per_call; ++i) {
      transfers_.push_back(std::make_unique<Transfer>());
      prepare(*transfers_.back());
    }
  }
  MultiCaller(const MultiCaller&) = delete;
  MultiCaller& operator=(const MultiCaller&) = delete;
  ~MultiCaller() {
    for (auto& transfer : transfers_) curl_easy_cleanup(transfer->easy);
    curl_multi_cleanup(multi_);
  }

  void call(Urls urls, Counts& counts) {
    for (std::size_t i = 0; i < urls.size(); ++i) {
      transfers_[i]->body.clear();
      curl_easy_setopt(transfers_[i]->easy, CURLOPT_URL, urls[i].c_str());
      curl_multi_add_handle(multi_, transfers_[i]->easy);
    }
    int running = 1;
    while (running > 0) {
      if (curl_multi_perform(multi_, &running) != CURLM_OK) std::exit(1);
      collect(counts);
      if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
  }

 private:
  struct Transfer {
    CURL* easy = curl_easy_init();
    std::string body;
  };

  static void prepare(Transfer& transfer) {
    curl_easy_setopt(transfer.easy, CURLOPT_PRIVATE, &transfer);
    curl_easy_setopt(transfer.easy, CURLOPT_WRITEFUNCTION, &MultiCaller::on_body);
    curl_easy_setopt(transfer.easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(transfer.easy, CURLOPT_USERAGENT, "urlfan");  // the same on the wire
    curl_easy_setopt(transfer.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(transfer.easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(transfer.easy, CURLOPT_TIMEOUT_MS, 10'000L);
    curl_easy_setopt(transfer.easy, CURLOPT_CONNECTTIMEOUT_MS, 7'000L);
  }

  void collect(Counts& counts) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      CURL* easy = message->easy_handle;
      char* data = nullptr;
      long status = 0;
      long connects = 0;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &data);
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
      if (message->data.result == CURLE_OK && status == 200) ++counts.answered;
      counts.connections += static_cast<std::uint64_t>(connects);
      counts.bytes += reinterpret_cast<Transfer*>(data)->body.size();
      curl_multi_remove_handle(multi_, easy);
    }
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* transfer) {
    static_cast<Transfer*>(transfer)->body.append(data, size * count);
    return size * count;
  }

  CURLM* multi_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
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
    std::fprintf(stderr, "usage: calls client|multi LIST THREADS PER_CALL\n");
    return 2;
  }
  const bool by_client = std::string_view(arguments[1]) == "client";
  const std::vector<std::string> urls = read_list(arguments[2]);
  const std::size_t threads = std::strtoul(arguments[3], nullptr, 10);
  const std::size_t per_call = std::strtoul(arguments[4], nullptr, 10);
  curl_global_init(CURL_GLOBAL_DEFAULT);

  std::unique_ptr<urlfan::Client> client;
  if (by_client) {
    urlfan::ClientConfig config;
    config.per_host = 0;
    client = std::make_unique<urlfan::Client>(config);
  }
  std::vector<Counts> counts(threads);
  std::vector<std::thread> callers;
  const std::size_t share = urls.size() / threads;
  for (std::size_t i = 0; i < threads; ++i) {
    callers.emplace_back([&, i] {
      const Urls own = Urls(urls).subspan(i * share, share);
      if (by_client) {
        make_calls(ClientCaller(*client), own, per_call, counts[i]);
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
