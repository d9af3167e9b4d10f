// The library as a program that lives long uses it.

#include "urlfan/client.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <future>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/echo_transport.h"
#include "tests/support/fake_source.h"
#include "tests/support/fault_server.h"
#include "tests/support/keeping_server.h"
#include "tests/support/nginx.h"
#include "urlfan/config_error.h"

namespace urlfan::client_test {
namespace {

using testing::HasSubstr;

std::vector<Request> requests_to(const std::string& url, int count) {
  std::vector<Request> requests;
  for (int i = 0; i < count; ++i) requests.push_back(make_request(url + std::to_string(i)));
  return requests;
}

std::string code_of(const Result& result) {
  return result.error ? std::string(to_string(result.error->code)) : "ok";
}

TEST(Client, CarriesCallsFromEightThreadsAtOnce) {
  const Nginx nginx;
  Client client;
  std::atomic<int> good = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int call = 0; call < 10; ++call) {
        const std::string url = nginx.url("/ok?" + std::to_string(t) + "-");
        const auto results = client.fetch_all(requests_to(url, 10));
        for (int i = 0; i < 10; ++i) {
          const Result& result = results.at(static_cast<std::size_t>(i));
          good += result.url == url + std::to_string(i) && result.response.status ? 1 : 0;
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(good, 800);
}

TEST(Client, OpensNoMoreConnectionsInAThousandCallsThanInOne) {
  const KeepingServer server(
      [](const auto& /*asked*/) { return KeepingServer::Deed{.answer = kept_answer("fine")}; });
  Client client;
  for (int call = 0; call < 1000; ++call) {
    const auto results = client.fetch_all(requests_to(server.url("/"), 20));
    for (const auto& result : results) ASSERT_TRUE(result.ok()) << result.error->message;
  }
  EXPECT_LE(server.connections(), 20);
}

TEST(Client, ADeadlineThatPassesLeavesTheNextCallUntouched) {
  const FaultServer faults;
  const Nginx nginx;
  Client client;
  for (int i = 0; i < 3; ++i) {
    RunConfig config;
    config.deadline = std::chrono::milliseconds(50);
    const auto late = client.fetch_all({make_request(faults.url("/silent"))}, config);
    EXPECT_EQ(code_of(late.at(0)), "deadline");
    const auto next = client.fetch_all({make_request(nginx.url("/ok"))});
    EXPECT_EQ(code_of(next.at(0)), "ok");
  }
}

TEST(Client, AStopEndsItsCallAndLeavesOthersUntouched) {
  const FaultServer faults;
  const Nginx nginx;
  Client client;
  std::stop_source stop;
  std::jthread stopper([&] {
    while (faults.requests("/silent") == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const auto stopped =
      client.fetch_all({make_request(faults.url("/silent"))}, {}, stop.get_token());
  EXPECT_EQ(code_of(stopped.at(0)), "cancelled");
  EXPECT_THAT(stopped.at(0).error->message, HasSubstr("the caller"));
  EXPECT_EQ(code_of(client.fetch(make_request(nginx.url("/ok"))).get()), "ok");
}

TEST(Client, LinesThatWereNeverReadSaySo) {
  Client client;
  std::stop_source stop;
  stop.request_stop();
  const auto results =
      client.fetch_all(requests_to("http://127.0.0.1:1/", 50), {}, stop.get_token());
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_FALSE(results[i].ok());
    EXPECT_EQ(results[i].index, i);
    EXPECT_EQ(results[i].url, "http://127.0.0.1:1/" + std::to_string(i));
  }
  const Result single =
      client.fetch(make_request("http://127.0.0.1:1/"), {}, stop.get_token()).get();
  EXPECT_EQ(code_of(single), "cancelled");
}

TEST(Client, OfAListThatFailsFastNoLineIsFalselyOk) {
  const RefusingPort nobody;
  Client client;
  RunConfig config;
  config.fail_fast = true;
  config.read_ahead = 10;
  const auto results = client.fetch_all(
      requests_to("http://127.0.0.1:" + std::to_string(nobody.number()) + "/", 5000), config);
  for (const auto& result : results) ASSERT_FALSE(result.ok());
  EXPECT_EQ(code_of(results.back()), "skipped");
}

class Throwing final : public Sink {
 public:
  void write(const Request& /*request*/, const Result& /*result*/) override {
    throw std::runtime_error("no place left");
  }
  void finish(const Summary& /*summary*/) override {}
};

TEST(Client, ASinkThatThrowsEndsItsCallAlone) {
  Client client({}, std::make_unique<EchoTransport>());
  FakeSource source(requests_to("http://a.test/", 5));
  Throwing sink;
  EXPECT_THROW(client.run({}, source, sink), std::runtime_error);
  EXPECT_EQ(client.fetch_all(requests_to("http://a.test/", 5)).at(4).response.body,
            "http://a.test/4");
}

TEST(Client, DestroyedEndsItsCallsAsCancelled) {
  const FaultServer faults;
  std::vector<std::future<Result>> pending;
  {
    Client client;
    for (int i = 0; i < 5; ++i)
      pending.push_back(client.fetch(make_request(faults.url("/silent"))));
    while (faults.requests("/silent") < 5) std::this_thread::yield();
  }
  for (auto& each : pending) EXPECT_EQ(code_of(each.get()), "cancelled");
}

TEST(Client, TellsOneResultByACallback) {
  Client client({}, std::make_unique<EchoTransport>());
  std::promise<std::string> told;
  client.fetch(make_request("http://a.test/x"), [&](const Request& request, const Result& result) {
    told.set_value(request.target.url + " " + result.response.body.value_or(""));
  });
  EXPECT_EQ(told.get_future().get(), "http://a.test/x http://a.test/x");
}

TEST(Client, GivesEachTagBack) {
  Client client({}, std::make_unique<EchoTransport>());
  auto requests = requests_to("http://a.test/", 3);
  for (std::size_t i = 0; i < 3; ++i) requests[i].tag = 100 + i;
  const auto results = client.fetch_all(std::move(requests));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(results[i].tag, 100 + i);
}

TEST(Client, MayBeCalledAgainFromACallback) {
  Client client({}, std::make_unique<EchoTransport>());
  std::promise<void> told;
  client.fetch(make_request("http://a.test/1"), [&](const Request&, const Result&) {
    client.fetch(make_request("http://a.test/2"),
                 [&](const Request&, const Result&) { told.set_value(); });
    EXPECT_THROW(client.fetch_all({}), std::logic_error) << "it would wait for itself";
  });
  told.get_future().get();
}

TEST(Client, HasWholeBodiesAndAsManyToAHostAsThereIsRoomUnlessToldOtherwise) {
  const RunConfig run;
  EXPECT_GT(run.keep_body, std::uint64_t{1} << 40U);
  const ClientConfig client;
  EXPECT_EQ(client.per_host, 0U);
}

TEST(Client, RefusesWhatNobodyCanCarryOut) {
  const auto refusal = [](const auto& change) -> std::string {
    ClientConfig config;
    change(config);
    try {
      const Client client(config);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(refusal([](ClientConfig& config) { config.concurrency = 0; }),
            "concurrency is 0; expected at least 1");
  EXPECT_THAT(refusal([](ClientConfig& config) { config.rate = 0; }), HasSubstr("rate is 0"));
  EXPECT_THAT(refusal([](ClientConfig& config) { config.ca_file = "/no/such"; }),
              HasSubstr("/no/such"));
  EXPECT_THAT(refusal([](ClientConfig& config) { config.proxy = "gopher://h"; }),
              HasSubstr("unknown scheme"));
  Client client({}, std::make_unique<EchoTransport>());
  RunConfig config;
  config.timeout = Duration(0);
  EXPECT_THROW(client.fetch_all({}, config), ConfigError);
  RunConfig empty_stage;
  empty_stage.stages.emplace_back();
  EXPECT_THROW(client.fetch_all({}, empty_stage), ConfigError);
}

TEST(Client, TakesTheLongestTimesForNoLimit) {
  Client client({}, std::make_unique<EchoTransport>());
  RunConfig config;
  config.timeout = config.connect_timeout = Duration::max();
  config.deadline = config.wait_for = Duration::max();
  config.retry.wait = config.retry.max_wait = Duration::max();
  EXPECT_TRUE(client.fetch(make_request("http://a.test/"), config).get().ok());
}

/// Without the two signals that the C library keeps for its threads.
std::string signals_of(const std::string& line) {
  const auto start = line.find_last_of(" \t") + 1;
  const std::uint64_t all = std::stoull(line.substr(start), nullptr, 16);
  constexpr std::uint64_t own = std::uint64_t{3} << 31U;
  return line.substr(0, start) + std::to_string(all & ~own);
}

/// What belongs to the process: its mask of files, its locale, the limit of descriptors, and what
/// it does with signals.
std::string process_wide() {
  std::ostringstream all;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Umask:")) all << line << "\n";
    for (const char* name : {"SigBlk:", "SigIgn:", "SigCgt:"}) {
      if (line.starts_with(name)) all << signals_of(line) << "\n";
    }
  }
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  all << setlocale(LC_ALL, nullptr) << " " << limit.rlim_cur << "\n";
  return all.str();
}

TEST(Client, TouchesNothingOfTheProcess) {
  const Nginx nginx;
  const std::string before = process_wide();
  {
    Client client({.ca_file = nginx.ca_file()});
    RunConfig config;
    const auto results =
        client.fetch_all({make_request(nginx.url("/ok")), make_request("http://localhost:1/"),
                          make_request(Nginx::tls_url(nginx.tls_port()))},
                         config);
    EXPECT_EQ(process_wide(), before);
  }
  EXPECT_EQ(process_wide(), before);
}

}  // namespace
}  // namespace urlfan::client_test
