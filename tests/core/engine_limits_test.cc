// How much is in flight at once, overall and to one host.

#include <gmock/gmock.h>

#include <string>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_limits_test {
namespace {

using testing::Each;
using testing::Le;
using testing::Pair;

TEST_F(EngineTest, AHostAtItsLimitNeverBlocksOtherHosts) {
  config.per_host = 2;
  transport.script = [](const Attempt& attempt) {
    return attempt.target.origin.key() == "http://slow.test:80" ? reply(200, ms(9000))
                                                                : reply(200, ms(1));
  };
  run(join(requests_to("slow.test", 50), requests_to("quick.test", 1)));
  EXPECT_EQ(transport.record_of("http://quick.test/0").started, ms(0));
  EXPECT_EQ(sink.results.front().index, 50U) << "and the quick one is the first to be written";
  EXPECT_EQ(transport.peak_by_host().at("http://slow.test:80"), 2U);
}

TEST_F(EngineTest, AFreedSlotIsUsedAtOnce) {
  config.per_host = 1;
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  run(requests_to("a.test", 5));
  EXPECT_EQ(clock.elapsed(), ms(50));
}

TEST_F(EngineTest, TheConcurrencyIsReachedAndNeverExceeded) {
  config.concurrency = 7;
  config.per_host = 0;
  transport.script = [](const Attempt& attempt) {
    return reply(200, Duration(1 + attempt.order * 7919 % 5003));
  };
  EXPECT_EQ(run(requests_to("a.test", 400)).ok, 400U);
  EXPECT_EQ(transport.peak(), 7U);
}

TEST_F(EngineTest, TheLimitOfAHostIsReachedAndNeverExceeded) {
  config.concurrency = 50;
  config.per_host = 3;
  transport.script = [](const Attempt& attempt) {
    return reply(200, Duration(1 + attempt.order * 7919 % 5003));
  };
  std::vector<Request> lines;
  for (int i = 0; i < 400; ++i) lines.push_back(request("http://h" + std::to_string(i % 4) + "/"));
  EXPECT_EQ(run(std::move(lines)).ok, 400U);
  EXPECT_THAT(transport.peak_by_host(), Each(Pair(testing::_, 3U)));
}

TEST_F(EngineTest, ZeroLiftsTheLimitOfAHost) {
  config.concurrency = 30;
  config.per_host = 0;
  run(requests_to("a.test", 100));
  EXPECT_EQ(transport.peak_by_host().at("http://a.test:80"), 30U);
}

TEST_F(EngineTest, SchemeAndPortMakeAnotherHost) {
  config.per_host = 1;
  run({request("http://a.test/"), request("https://a.test/"), request("http://a.test:8080/")});
  EXPECT_EQ(transport.peak(), 3U);
}

TEST_F(EngineTest, RedirectsCountForTheHostTheyLeadTo) {
  config.concurrency = 20;
  config.per_host = 2;
  transport.script = [](const Attempt& attempt) {
    const Duration latency(1 + attempt.order * 7919 % 5003);
    if (attempt.target.origin.key() == "http://hub.test:80") return reply(200, latency);
    return redirect("http://hub.test/" + std::to_string(attempt.order), latency);
  };
  std::vector<Request> lines;
  for (int i = 0; i < 200; ++i) lines.push_back(request("http://h" + std::to_string(i % 40) + "/"));
  EXPECT_EQ(run(std::move(lines)).ok, 200U);
  EXPECT_EQ(transport.records().size(), 400U);
  EXPECT_EQ(transport.peak_by_host().at("http://hub.test:80"), 2U);
  EXPECT_THAT(transport.peak_by_host(), Each(Pair(testing::_, Le(2U))));
  EXPECT_LE(transport.peak(), 20U);
}

TEST_F(EngineTest, ARedirectGivesItsSlotBackWhileItWaitsForTheNext) {
  config.per_host = 1;
  transport.script = [](const Attempt& attempt) {
    if (attempt.target.url == "http://a.test/0") return redirect("http://busy.test/x", ms(10));
    return reply(200, attempt.target.origin.key() == "http://busy.test:80" ? ms(500) : ms(10));
  };
  // The redirect of a.test/0 waits for busy.test; a.test/1 need not wait for that.
  run({request("http://busy.test/first"), request("http://a.test/0"), request("http://a.test/1")});
  EXPECT_EQ(transport.record_of("http://a.test/1").started, ms(10));
  EXPECT_EQ(transport.record_of("http://busy.test/x").started, ms(500));
}

TEST_F(EngineTest, OlderLinesGoFirst) {
  config.concurrency = 1;
  run(requests_to("a.test", 20));
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(transport.records()[i].attempt.order, i);
}

}  // namespace
}  // namespace urlfan::engine_limits_test
