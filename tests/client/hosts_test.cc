// What a client tells of its hosts, asked from anywhere.

#include <gmock/gmock.h>

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/echo_transport.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "urlfan/client.h"

namespace urlfan::hosts_test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::uint64_t requests_of(const std::vector<HostStatistics>& hosts) {
  return std::accumulate(hosts.begin(), hosts.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& host) { return sum + host.requests; });
}

TEST(ClientHosts, AreNoneAtFirst) {
  const Client client({}, std::make_unique<EchoTransport>());
  EXPECT_THAT(client.hosts(), IsEmpty());
}

TEST(ClientHosts, MayBeAskedForByAnyThreadWhileOthersFetch) {
  Client client({}, std::make_unique<EchoTransport>());
  std::atomic<bool> done = false;
  std::vector<std::jthread> askers;
  for (int i = 0; i < 2; ++i) {
    askers.emplace_back([&] {
      for (std::uint64_t last = 0; !done;) {
        const std::uint64_t now = requests_of(client.hosts());
        EXPECT_GE(now, last);
        last = now;
      }
    });
  }
  std::vector<std::jthread> fetchers;
  for (int i = 0; i < 4; ++i) {
    fetchers.emplace_back([&, i] {
      const std::string url = "http://h" + std::to_string(i) + ".test/";
      for (int call = 0; call < 50; ++call)
        client.fetch_all({make_request(url), make_request(url)});
    });
  }
  fetchers.clear();
  done = true;
  askers.clear();
  EXPECT_THAT(client.hosts(), SizeIs(4));
  EXPECT_EQ(requests_of(client.hosts()), 400U);
}

TEST(ClientHosts, MayBeAskedForInACallback) {
  Client client({}, std::make_unique<EchoTransport>());
  std::promise<std::vector<HostStatistics>> told;
  client.fetch(make_request("http://a.test/"),
               [&](const Request&, const Result&) { told.set_value(client.hosts()); });
  EXPECT_EQ(requests_of(told.get_future().get()), 1U);
}

TEST(ClientHosts, MayBeAskedForInACallbackOfAClientThatIsDestroyed) {
  const FaultServer faults;
  std::vector<HostStatistics> told;
  {
    Client client;
    client.fetch(make_request(faults.url("/silent")),
                 [&](const Request&, const Result&) { told = client.hosts(); });
    while (faults.requests("/silent") == 0) std::this_thread::yield();
  }
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].in_flight, 1U);
}

TEST(ClientHosts, ThatAreKnownDoNotGrowWithTheList) {
  Client client({}, std::make_unique<EchoTransport>());
  std::vector<Request> requests;
  for (std::size_t i = 0; i < 5 * kHostsRemembered; ++i) {
    requests.push_back(make_request("http://h" + std::to_string(i) + ".test/"));
  }
  client.fetch_all(std::move(requests));
  EXPECT_THAT(client.hosts(), SizeIs(kHostsRemembered));
}

TEST(ClientHosts, TellHowManyConnectionsTheyTook) {
  const Nginx nginx;
  Client client;
  for (int call = 0; call < 10; ++call) client.fetch(make_request(nginx.url("/ok"))).get();
  client.fetch(make_request(nginx.url("/drop"))).get();
  const auto hosts = client.hosts();
  ASSERT_THAT(hosts, SizeIs(1));
  EXPECT_EQ(hosts[0].origin, "http://127.0.0.1:" + std::to_string(nginx.port()));
  EXPECT_EQ(hosts[0].requests, 11U);
  EXPECT_EQ(hosts[0].by_class[2], 10U);
  EXPECT_LE(hosts[0].connections, 2U);
  EXPECT_GE(hosts[0].connections, 1U);
  EXPECT_EQ(hosts[0].body_bytes, 50U);
  EXPECT_GT(hosts[0].answer_time, Duration(0));
  EXPECT_EQ(hosts[0].failed, 1U);
  EXPECT_EQ(hosts[0].last_error, ErrorCode::empty_reply);
}

}  // namespace
}  // namespace urlfan::hosts_test
