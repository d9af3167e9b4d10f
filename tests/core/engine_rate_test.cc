// --rate and --host-rate: when requests start, in fake time.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_rate_test {
namespace {

using testing::ElementsAre;

class EngineRateTest : public EngineTest {
 protected:
  std::vector<Duration> starts(const std::string& host = "") const {
    std::vector<Duration> all;
    for (const auto& record : transport.records()) {
      if (host.empty() || record.attempt.target.origin.key() == host) all.push_back(record.started);
    }
    return all;
  }
};

TEST_F(EngineRateTest, TheRateSpacesAllRequestsEvenly) {
  config.rate = 10;
  run(join(requests_to("a.test", 3), requests_to("b.test", 2)));
  EXPECT_THAT(starts(), ElementsAre(ms(0), ms(100), ms(200), ms(300), ms(400)));
}

TEST_F(EngineRateTest, TheHostRateSpacesEachHostByItself) {
  config.host_rate = 4;
  run(join(requests_to("a.test", 3), requests_to("b.test", 3)));
  for (const char* host : {"http://a.test:80", "http://b.test:80"}) {
    EXPECT_THAT(starts(host), ElementsAre(ms(0), ms(250), ms(500))) << host;
  }
}

TEST_F(EngineRateTest, TimeSpentWaitingIsQueued) {
  config.rate = 2;
  run(requests_to("a.test", 3));
  EXPECT_EQ(sink.of(0).queued, ms(0));
  EXPECT_EQ(sink.of(2).queued, ms(1000));
  EXPECT_EQ(sink.of(2).timings.total, ms(1));
}

TEST_F(EngineRateTest, RedirectsAndRetriesCount) {
  config.rate = 10;
  config.retry.retries = 1;
  chance = 0;
  int asked = 0;
  transport.script = [&asked](const Attempt&) {
    ++asked;
    if (asked == 1) return failure(ErrorCode::connection_reset);
    return asked == 2 ? redirect("http://a.test/x") : reply(200);
  };
  run(requests_to("a.test", 1));
  EXPECT_THAT(starts(), ElementsAre(ms(0), ms(100), ms(200)));
}

TEST_F(EngineRateTest, AHostThatIsIdleForLongMayNotCatchUp) {
  config.host_rate = 10;
  FakeSource source;
  source.put(request("http://a.test/0"));
  source.fd = 7;
  transport.at(ms(5000), [&] {
    for (int i = 1; i < 4; ++i) source.put(request("http://a.test/" + std::to_string(i)));
    source.end();
    transport.set_readable(7, true);
  });
  run(source);
  EXPECT_THAT(starts(), ElementsAre(ms(0), ms(5000), ms(5100), ms(5200)));
}

TEST_F(EngineRateTest, TheHostsLimitHoldsBesideTheRate) {
  config.rate = 100;
  config.per_host = 2;
  transport.script = [](const Attempt&) { return reply(200, ms(50)); };
  run(requests_to("a.test", 6));
  EXPECT_EQ(transport.peak(), 2U);
  EXPECT_THAT(starts(), ElementsAre(ms(0), ms(10), ms(50), ms(60), ms(100), ms(110)));
}

std::vector<Request> one_request_to_each(int hosts) {
  std::vector<Request> all;
  for (int i = 0; i < hosts; ++i) {
    all.push_back(request("http://h" + std::to_string(i) + ".test/"));
  }
  return all;
}

TEST_F(EngineRateTest, ANameThatGrewOldWhileItsLineWaitedCostsNoTurn) {
  config.rate = 1;
  run(one_request_to_each(150));
  ASSERT_EQ(starts().size(), 150U);
  EXPECT_EQ(starts().back(), ms(149'000));
}

TEST_F(EngineRateTest, ANameThatGrewOldCostsItsHostNoTurn) {
  config.host_rate = 0.01;
  run(requests_to("a.test", 4));
  EXPECT_THAT(starts(), ElementsAre(ms(0), ms(100'000), ms(200'000), ms(300'000)));
}

TEST_F(EngineRateTest, ASlowNameIsNotPassedByForEverAtAVeryLowRate) {
  config.rate = 1.0 / 70;
  transport.name_server = [](const std::string& name) {
    FakeTransport::Answer answer;
    answer.lookup.name = name;
    answer.lookup.addresses = "192.0.2.1";
    answer.took = ms(name == "h1.test" ? 100 : 1);
    return answer;
  };
  run(one_request_to_each(8));
  ASSERT_EQ(transport.records().size(), 8U);
  const auto slow = transport.record_of("http://h1.test/").started;
  EXPECT_LE(slow, ms(2 * 70'000 + 200)) << "one line may pass while its name is asked for, no more";
}

TEST_F(EngineRateTest, AHostWhoseTimeComesBetweenTwoLooksIsNotForgotten) {
  config.host_rate = 100;
  clock.advance_with_each_look(std::chrono::microseconds(70));
  transport.script = [](const Attempt& attempt) {
    return reply(200, std::chrono::microseconds(3000 + attempt.id * 373 % 7000));
  };
  EXPECT_EQ(run(requests_to("a.test", 200)).ok, 200U);
}

TEST_F(EngineRateTest, WaitingForTheRateIsNoBusyLoop) {
  config.rate = 1;
  run(requests_to("a.test", 50));
  EXPECT_EQ(clock.elapsed(), ms(49'001));
  EXPECT_LT(transport.waits(), 500U);
}

}  // namespace
}  // namespace urlfan::engine_rate_test
