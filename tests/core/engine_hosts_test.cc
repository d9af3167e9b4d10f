// What is known of each host.

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_hosts_test {
namespace {

class Hosts : public EngineTest {
 protected:
  /// Of one host; fails the test unless it is known.
  static HostStatistics of(const std::string& origin, const std::vector<HostStatistics>& hosts) {
    for (const auto& host : hosts) {
      if (host.origin == origin) return host;
    }
    ADD_FAILURE() << origin << " is not known";
    return {};
  }
  /// One run of several.
  Summary fetch(std::vector<Request> requests) {
    FakeSource source(std::move(requests));
    RecordingSink results;
    return engine().run(source, results);
  }
  HostStatistics of(const std::string& origin) { return of(origin, engine().hosts()); }

  /// What was known at a time since the start of the clock.
  void look_at(Duration time, std::vector<HostStatistics>& hosts) {
    transport.at(time, [this, &hosts] { hosts = engine().hosts(); });
  }
};

TEST_F(Hosts, AreThoseThatWereAskedEachWithWhatCameOfIt) {
  transport.script = [](const Attempt& attempt) {
    if (attempt.target.url == "http://a.test/1") return failure(ErrorCode::connection_reset, ms(5));
    if (attempt.target.url == "http://a.test/2") return reply(404, ms(20));
    return reply(200, ms(10));
  };
  run(join(requests_to("a.test", 3), requests_to("b.test:81", 1)));
  EXPECT_EQ(engine().hosts().size(), 2U);
  const HostStatistics a = of("http://a.test:80");
  EXPECT_EQ(a.requests, 3U);
  EXPECT_EQ(a.failed, 1U);
  EXPECT_EQ(a.by_class[2], 1U);
  EXPECT_EQ(a.by_class[4], 1U);
  EXPECT_EQ(a.last_error, ErrorCode::connection_reset);
  EXPECT_EQ(a.last_error_at, FakeClock::start() + ms(5));
  EXPECT_EQ(a.mean_answer_time(), ms(15));
  const HostStatistics b = of("http://b.test:81");
  EXPECT_EQ(b.requests, 1U);
  EXPECT_EQ(b.in_flight + b.waiting, 0U);
  EXPECT_FALSE(b.last_error);
}

TEST_F(Hosts, TellWhatIsUnderWayAndWhatWaits) {
  config.per_host = 2;
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  std::vector<HostStatistics> hosts;
  look_at(ms(5), hosts);
  run(requests_to("a.test", 5));
  const HostStatistics then = of("http://a.test:80", hosts);
  EXPECT_EQ(then.in_flight, 2U);
  EXPECT_EQ(then.waiting, 3U);
  EXPECT_EQ(then.requests, 0U);
  const HostStatistics now = of("http://a.test:80");
  EXPECT_EQ(now.in_flight, 0U);
  EXPECT_EQ(now.waiting, 0U);
  EXPECT_EQ(now.requests, 5U);
}

TEST_F(Hosts, TellTheRestThatTheyAskedFor) {
  transport.script = [this](const Attempt&) {
    Reply busy = reply(transport.records().empty() ? 503 : 200);
    busy.retry_after = std::chrono::seconds(9);
    return busy;
  };
  config.retry.retries = 1;
  std::vector<HostStatistics> hosts;
  look_at(std::chrono::seconds(5), hosts);
  EXPECT_EQ(run({request("http://a.test/")}).ok, 1U);
  EXPECT_EQ(of("http://a.test:80", hosts).rests_until,
            FakeClock::start() + ms(1) + std::chrono::seconds(9));
  const HostStatistics now = of("http://a.test:80");
  EXPECT_FALSE(now.rests_until);
  EXPECT_EQ(now.requests, 2U) << "a retry is one by itself";
  EXPECT_EQ(now.by_class[5], 1U);
}

TEST_F(Hosts, CountEachHopOfARedirect) {
  transport.script = [](const Attempt& attempt) {
    return attempt.target.origin.name() == "a.test" ? redirect("http://b.test/") : reply(200);
  };
  run({request("http://a.test/")});
  EXPECT_EQ(of("http://a.test:80").by_class[3], 1U);
  EXPECT_EQ(of("http://b.test:80").by_class[2], 1U);
}

TEST_F(Hosts, WhatADeadlineBreaksOffIsNoFailureOfTheirs) {
  transport.script = [](const Attempt&) { return never(); };
  config.deadline = ms(100);
  fetch({request("http://a.test/")});
  EXPECT_EQ(of("http://a.test:80").in_flight, 1U) << "until it has come back";
  transport.script = [](const Attempt&) { return reply(200); };
  fetch({request("http://b.test/")});
  const HostStatistics a = of("http://a.test:80");
  EXPECT_EQ(a.given_up, 1U);
  EXPECT_EQ(a.requests, 0U);
  EXPECT_EQ(a.failed, 0U);
  EXPECT_EQ(a.in_flight, 0U);
}

TEST_F(Hosts, ANameWithoutAnAddressIsAFailure) {
  transport.name_server = [](const std::string& name) {
    FakeTransport::Answer answer;
    answer.lookup.name = name;
    answer.lookup.error = make_error(ErrorCode::dns_failed, "no such name");
    return answer;
  };
  run(requests_to("nowhere.test", 2));
  const HostStatistics host = of("http://nowhere.test:80");
  EXPECT_EQ(host.requests, 2U);
  EXPECT_EQ(host.failed_in_a_row, 2U);
  EXPECT_EQ(host.last_error, ErrorCode::dns_failed);
}

TEST_F(Hosts, AreRememberedAsLongAsThereAreNotTooManyLaterOnes) {
  const auto some = static_cast<int>(kHostsRemembered);
  const auto fetch_from = [this](int first, int count) {
    std::vector<Request> requests;
    for (int i = first; i < first + count; ++i) {
      requests.push_back(request("http://h" + std::to_string(i) + ".test/"));
    }
    fetch(std::move(requests));
  };
  fetch_from(0, some);
  fetch_from(0, 1);
  EXPECT_EQ(of("http://h0.test:80").requests, 2U);
  EXPECT_EQ(engine().hosts().front().origin, "http://h0.test:80");
  fetch_from(some, 3 * some);
  EXPECT_EQ(engine().hosts().size(), kHostsRemembered);
  fetch_from(0, 1);
  EXPECT_EQ(of("http://h0.test:80").requests, 1U) << "it was forgotten";
}

}  // namespace
}  // namespace urlfan::engine_hosts_test
