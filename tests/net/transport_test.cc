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
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/arrivals.h"
#include "tests/support/attempts.h"
#include "tests/support/fault_server.h"
#include "tests/support/keeping_server.h"
#include "tests/support/nginx.h"
#include "urlfan/urlfan.h"

namespace urlfan::transport_test {
namespace {

TEST(CurlTransport, CompletesEveryAttemptOnceUnderItsId) {
  const Nginx nginx;
  const auto transport = make_curl_transport({.concurrency = 500, .threads = 3});
  constexpr std::uint64_t kAttempts = 500;
  for (std::uint64_t id = 0; id < kAttempts; ++id) {
    transport->start(attempt_for(nginx.url("/ok?" + std::to_string(id)), id));
  }
  std::vector<int> seen(kAttempts);
  for (const auto& completion : wait_for_completions(*transport, kAttempts)) {
    ++seen.at(completion.id);
    EXPECT_EQ(completion.response.status, 200)
        << (completion.error ? completion.error->message : "");
    EXPECT_EQ(completion.response.body, "fine\n");
  }
  EXPECT_THAT(seen, testing::Each(1));
}

TEST(CurlTransport, WhatIsCancelledComesAtOnceAndTheRestAllTheSame) {
  const FaultServer faults;
  const auto transport = make_curl_transport({});
  for (std::uint64_t id = 0; id < 20; ++id) {
    transport->start(attempt_for(faults.url("/silent"), id));
  }
  transport->take();
  // Some are on their way, some not yet handed over.
  for (std::uint64_t id = 20; id < 30; ++id) {
    transport->start(attempt_for(faults.url("/silent"), id));
  }
  std::vector<std::uint64_t> unwanted{1000};  // not in flight
  for (std::uint64_t id = 5; id < 30; ++id) unwanted.push_back(id);
  transport->cancel(unwanted);
  std::set<std::uint64_t> came;
  for (const auto& completion : wait_for_completions(*transport, 25)) came.insert(completion.id);
  EXPECT_EQ(came.size(), 25U);
  EXPECT_EQ(*came.begin(), 5U);
  transport->start(attempt_for(faults.url("/ok"), 50));
  const auto next = wait_for_completions(*transport, 1);
  EXPECT_EQ(next[0].id, 50U);
  EXPECT_EQ(next[0].response.status, 200);
}

TEST(CurlTransport, GivesUpWhatIsInFlightWithoutACompletionAndIsAsAtFirst) {
  const FaultServer faults;
  const auto transport = make_curl_transport({});
  for (std::uint64_t id = 0; id < 20; ++id) {
    transport->start(attempt_for(faults.url("/silent"), id));
  }
  transport->take();
  transport->cancel_all();
  EXPECT_TRUE(transport->take().empty());
  transport->start(attempt_for(faults.url("/ok"), 3));
  const auto next = wait_for_completions(*transport, 1);
  EXPECT_EQ(next[0].id, 3U);
  EXPECT_EQ(next[0].response.status, 200);
}

TEST(CurlTransport, ReusesConnections) {
  const Nginx nginx;
  const auto transport = make_curl_transport({});
  for (std::uint64_t id = 0; id < 3; ++id) {
    transport->start(attempt_for(nginx.url("/ok"), id));
    std::vector<Completion> done;
    while (done.empty()) done = wait_for_arrivals(*transport).completions;
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

TEST(CurlTransport, TenUrlsNeedOneThread) {
  const FaultServer faults;
  const auto transport = make_curl_transport({.concurrency = 400, .threads = 4});
  for (std::uint64_t id = 0; id < 10; ++id) {
    const std::string host = "127.0.0." + std::to_string(id + 1);
    const std::string port = std::to_string(faults.port());
    transport->start(attempt_for("http://" + host + ":" + port + "/ok", id));
  }
  transport->take();
  EXPECT_EQ(loops(), 1U);
  transport->cancel_all();
}

TEST(CurlTransport, ADominantHostIsSpreadOverAllLoops) {
  const Nginx nginx;
  const auto transport = make_curl_transport({.concurrency = 60, .threads = 3});
  for (std::uint64_t id = 0; id < 60; ++id) {
    transport->start(attempt_for(nginx.url("/slow"), id));
  }
  transport->take();
  EXPECT_EQ(loops(), 3U);
  for (const auto& completion : wait_for_completions(*transport, 60))
    EXPECT_FALSE(completion.error);
}

TEST(CurlTransport, ConnectsToTheAddressesOfTheAttemptAndOfNoneBefore) {
  const Nginx nginx;  // on 127.0.0.1; nobody listens on 127.0.0.2
  const auto transport = make_curl_transport({});
  Attempt attempt = attempt_for("http://no.such.name:" + std::to_string(nginx.port()) + "/ok", 0);
  attempt.demand = std::make_shared<const std::atomic<Demand>>(Demand::none);
  for (const char* address : {"127.0.0.1", "127.0.0.2", "127.0.0.1"}) {
    attempt.addresses = address;
    transport->start(attempt);
    const auto done = wait_for_completions(*transport, 1);
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
  for (const auto& completion : wait_for_completions(*transport, 2200)) {
    ++(completion.error ? failed : ok);
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
  for (std::size_t done = 0; done < 20;) {
    for (const auto& completion : wait_for_arrivals(*transport).completions) {
      ++done;
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
  wait_for_completions(*transport, 2);
  transport->take();
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
    transport->take();
    std::this_thread::yield();
  }
  transport->start(std::move(waiting));
  transport->take();
  whole.wait_for(1);
  told.set_value();
  for (const auto& completion : wait_for_completions(*transport, 2)) {
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
    const auto done = wait_for_completions(*transport, 1);
    const Response& response = done[0].response;
    EXPECT_EQ(response.headers.has_value(), wanted);
    ASSERT_TRUE(response.tls) << "on a connection used before, too";
    if (!wanted) continue;
    EXPECT_THAT(*response.headers, testing::Contains(testing::Pair("content-type", "text/plain")));
    EXPECT_GT(response.tls->not_after, std::chrono::system_clock::now());
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
}  // namespace urlfan::transport_test
