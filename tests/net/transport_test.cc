#include "urlfan/transport.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/fault_server.h"
#include "tests/support/keeping_server.h"
#include "tests/support/nginx.h"
#include "urlfan/urlfan.h"

namespace urlfan {
namespace {

Attempt attempt_for(const std::string& url, std::uint64_t id) {
  return {.id = id,
          .method = "GET",
          .target = std::get<Target>(parse_target(url)),
          .timeout = std::chrono::seconds(100),
          .connect_timeout = std::chrono::seconds(100),
          .keep_body = 100};
}

TEST(CurlTransport, CompletesEveryAttemptOnceUnderItsId) {
  const Nginx nginx;
  const auto transport = make_curl_transport({.concurrency = 500, .threads = 3});
  constexpr std::uint64_t kAttempts = 500;
  for (std::uint64_t id = 0; id < kAttempts; ++id) {
    transport->start(attempt_for(nginx.url("/ok?" + std::to_string(id)), id));
  }
  EXPECT_EQ(transport->in_flight(), kAttempts);
  std::vector<int> seen(kAttempts);
  while (transport->in_flight() > 0) {
    for (const auto& completion : transport->wait_until(TimePoint::max(), -1).completions) {
      ++seen.at(completion.id);
      EXPECT_EQ(completion.response.status, 200);
      EXPECT_EQ(completion.response.body, "fine\n");
    }
  }
  EXPECT_THAT(seen, testing::Each(1));
}

TEST(CurlTransport, WakesForADescriptorAndForAnInterrupt) {
  const auto transport = make_curl_transport({});
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  EXPECT_TRUE(transport->wait_until(TimePoint::max(), ends[0]).empty());
  transport->interrupt();
  EXPECT_TRUE(transport->wait_until(TimePoint::max(), -1).empty());
  std::thread other([&transport] { transport->interrupt(); });
  EXPECT_TRUE(transport->wait_until(TimePoint::max(), -1).empty());
  other.join();
  close(ends[0]);
  close(ends[1]);
}

TEST(CurlTransport, GivesUpWhatIsInFlightWithoutACompletion) {
  const FaultServer faults;
  const auto transport = make_curl_transport({});
  for (std::uint64_t id = 0; id < 20; ++id) {
    transport->start(attempt_for(faults.url("/silent"), id));
  }
  transport->wait_until(std::chrono::steady_clock::now(), -1);
  transport->cancel_all();
  EXPECT_EQ(transport->in_flight(), 0U);
  EXPECT_TRUE(transport->wait_until(TimePoint::max(), -1).empty());
}

TEST(CurlTransport, ReusesConnections) {
  const Nginx nginx;
  const auto transport = make_curl_transport({});
  for (std::uint64_t id = 0; id < 3; ++id) {
    transport->start(attempt_for(nginx.url("/ok"), id));
    std::vector<Completion> done;
    while (done.empty()) done = transport->wait_until(TimePoint::max(), -1).completions;
    EXPECT_EQ(done[0].timings.connect.has_value(), id == 0);
  }
}

/// The loops that run in this process; a sanitizer has threads of its own.
std::size_t loops() {
  std::size_t count = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "comm");
    std::string name;
    std::getline(file, name);
    if (name == "urlfan-loop") ++count;
  }
  return count;
}

std::vector<Completion> wait_for_all(Transport& transport) {
  std::vector<Completion> all;
  while (transport.in_flight() > 0) {
    for (auto& completion : transport.wait_until(TimePoint::max(), -1).completions) {
      all.push_back(std::move(completion));
    }
  }
  return all;
}

TEST(CurlTransport, TenUrlsNeedOneThread) {
  const FaultServer faults;
  const auto transport = make_curl_transport({.concurrency = 400, .threads = 4});
  for (std::uint64_t id = 0; id < 10; ++id) {
    const std::string host = "127.0.0." + std::to_string(id + 1);
    const std::string port = std::to_string(faults.port());
    transport->start(attempt_for("http://" + host + ":" + port + "/ok", id));
  }
  transport->wait_until(std::chrono::steady_clock::now(), -1);
  EXPECT_EQ(loops(), 1U);
  transport->cancel_all();
}

TEST(CurlTransport, ADominantHostIsSpreadOverAllLoops) {
  const Nginx nginx;
  const auto transport = make_curl_transport({.concurrency = 60, .threads = 3});
  for (std::uint64_t id = 0; id < 60; ++id) {
    transport->start(attempt_for(nginx.url("/slow"), id));
  }
  transport->wait_until(std::chrono::steady_clock::now(), -1);
  EXPECT_EQ(loops(), 3U);
  for (const auto& completion : wait_for_all(*transport)) EXPECT_FALSE(completion.error);
}

TEST(CurlTransport, ConnectsToTheAddressesOfTheAttemptAndOfNoneBefore) {
  const Nginx nginx;  // on 127.0.0.1; nobody listens on 127.0.0.2
  const auto transport = make_curl_transport({});
  Attempt attempt = attempt_for("http://no.such.name:" + std::to_string(nginx.port()) + "/ok", 0);
  attempt.demand = std::make_shared<const std::atomic<Demand>>(Demand::none);
  for (const char* address : {"127.0.0.1", "127.0.0.2", "127.0.0.1"}) {
    attempt.addresses = address;
    transport->start(attempt);
    const auto done = wait_for_all(*transport);
    EXPECT_EQ(done.at(0).error.has_value(), attempt.addresses == "127.0.0.2") << address;
    EXPECT_EQ(done.at(0).response.remote_ip, done.at(0).error ? "" : address);
  }
}

TEST(CurlTransport, SpreadsOneLoopOverSeveralMultisWhenMuchIsInFlight) {
  const FaultServer faults;
  const Nginx nginx;
  const auto transport = make_curl_transport({.concurrency = 2500, .threads = 1});
  for (std::uint64_t id = 0; id < 2200; ++id) {
    transport->start(attempt_for(faults.url(id % 2 == 0 ? "/ok" : "/close"), id));
  }
  std::size_t ok = 0;
  std::size_t failed = 0;
  while (transport->in_flight() > 0) {
    for (const auto& completion : transport->wait_until(TimePoint::max(), -1).completions) {
      ++(completion.error ? failed : ok);
    }
  }
  EXPECT_EQ(ok, 1100U);
  EXPECT_EQ(failed, 1100U);
}

/// Twenty bodies of ten MiB each, where one MiB may be held. Returns whether that was ever full.
bool expect_all_whole(ClientConfig config, const std::string& url, const MessagePtr& message) {
  config.threads = 2;
  config.concurrency = 20;
  config.max_held = std::size_t{1} << 20U;
  const auto transport = make_curl_transport(config);
  for (std::uint64_t id = 0; id < 20; ++id) {
    Attempt attempt = attempt_for(url + "?" + std::to_string(id), id);
    attempt.message = message;
    attempt.keep_body = std::uint64_t{1} << 30U;
    transport->start(std::move(attempt));
  }
  bool was_full = false;
  std::size_t whole = 0;
  while (transport->in_flight() > 0) {
    for (const auto& completion : transport->wait_until(TimePoint::max(), -1).completions) {
      EXPECT_FALSE(completion.error) << completion.error->message;
      whole += completion.response.body == std::string(std::size_t{10} << 20U, 'b') ? 1U : 0U;
    }
    was_full = transport->full() || was_full;
  }
  EXPECT_EQ(whole, 20U);
  EXPECT_FALSE(transport->full());
  return was_full;
}

TEST(CurlTransport, BodiesForWhichThereIsNoRoomWaitAndAllComeWhole) {
  const Nginx nginx;
  EXPECT_TRUE(expect_all_whole({}, nginx.url("/big"), {}));
}

TEST(CurlTransport, PackedBodiesForWhichThereIsNoRoomWaitAndAllComeWhole) {
  const Nginx nginx;
  expect_all_whole({.compressed = true}, nginx.url("/big-packed"), {});
  auto message = std::make_shared<Message>();
  message->headers.push_back({.name = "Accept-Encoding", .value = "gzip"});
  expect_all_whole({}, nginx.url("/big-packed"), message);
}

TEST(CurlTransport, ABodyThatWaitsForRoomStillTimesOut) {
  const Nginx nginx;
  const FaultServer faults;
  const auto transport = make_curl_transport({.concurrency = 20, .threads = 1, .max_held = 50});
  // The first keeps trickling, and so the store is never empty.
  Attempt first = attempt_for(faults.url("/drip"), 0);
  first.timeout = std::chrono::seconds(3);
  transport->start(std::move(first));
  Attempt second = attempt_for(nginx.url("/file"), 1);
  second.timeout = std::chrono::milliseconds(200);
  second.keep_body = 10'000;
  transport->start(std::move(second));
  std::size_t done = 0;
  while (transport->in_flight() > 0) {
    done += transport->wait_until(TimePoint::max(), -1).completions.size();
  }
  EXPECT_EQ(done, 2U);
  EXPECT_FALSE(transport->full());
}

TEST(CurlTransport, ABodyThatFailsWhenItsWaitIsOverEndsWithThat) {
  std::promise<void> told;
  const std::shared_future<void> may_end(told.get_future());
  const KeepingServer half([&](const auto& /*asked*/) -> KeepingServer::Deed {
    return {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n" + std::string(20'000, 'b'),
            .more = std::string(20'000, 'b'),
            .before_more = [&] { may_end.wait_for(std::chrono::seconds(60)); }};
  });
  // libcurl reads it in one go, keeps what has to wait, and finds it too large only afterwards.
  const KeepingServer whole([](const auto& /*asked*/) {
    return KeepingServer::Deed{.answer = kept_answer(std::string(60'000, 'b'))};
  });
  const auto transport = make_curl_transport(
      {.concurrency = 20, .threads = 1, .max_body = 40'000, .max_held = 10'000});
  Attempt first = attempt_for(half.url("/"), 0);
  Attempt waiting = attempt_for(whole.url("/"), 1);
  first.keep_body = waiting.keep_body = 100'000;
  waiting.timeout = std::chrono::seconds(20);
  transport->start(std::move(first));
  while (!transport->full()) {
    transport->wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(1), -1);
  }
  transport->start(std::move(waiting));
  transport->wait_until(std::chrono::steady_clock::now(), -1);
  whole.wait_for(1);
  told.set_value();
  for (const auto& completion : wait_for_all(*transport)) {
    if (completion.id == 0) continue;
    ASSERT_TRUE(completion.error);
    EXPECT_EQ(completion.error->code, ErrorCode::body_too_large) << completion.error->message;
  }
}

TEST(CurlTransport, TellsOfHeadersWhenTheyAreWantedAndOfTlsAlways) {
  const Nginx nginx;
  const auto transport = make_curl_transport({.ca_file = nginx.ca_file()});
  for (const bool wanted : {true, false}) {
    Attempt attempt = attempt_for(Nginx::tls_url(nginx.tls_port()), 0);
    attempt.keep_headers = wanted;
    transport->start(std::move(attempt));
    while (transport->in_flight() > 0) {
      for (const auto& completion : transport->wait_until(TimePoint::max(), -1).completions) {
        EXPECT_EQ(completion.response.headers.has_value(), wanted);
        ASSERT_TRUE(completion.response.tls) << "on a connection used before, too";
        if (!wanted) continue;
        EXPECT_THAT(*completion.response.headers,
                    testing::Contains(testing::Pair("content-type", "text/plain")));
        EXPECT_GT(completion.response.tls->not_after, std::chrono::system_clock::now());
      }
    }
  }
}

TEST(FetchAll, ReturnsTheResultsInTheOrderOfTheRequests) {
  const Nginx nginx;
  std::vector<Request> requests;
  for (const char* path : {"/slow", "/ok", "/missing", "/redirect"}) {
    requests.push_back(make_request(nginx.url(path)));
  }
  requests.push_back(make_request("ftp://h/"));
  const auto results = fetch_all(std::move(requests));
  ASSERT_EQ(results.size(), 5U);
  EXPECT_EQ(results[0].response.status, 200);
  EXPECT_EQ(results[1].response.body, "fine\n");
  EXPECT_EQ(results[2].error->code, ErrorCode::http_status);
  EXPECT_EQ(results[3].effective_url, nginx.url("/ok"));
  EXPECT_EQ(results[4].error->code, ErrorCode::unsupported_scheme);
}

}  // namespace
}  // namespace urlfan
