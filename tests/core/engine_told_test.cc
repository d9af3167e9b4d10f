// What is told of a run while it runs: attempts that failed, rests of hosts, what is waited for.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/core/engine_fixture.h"
#include "urlfan/secrets.h"

namespace urlfan::engine_told_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Told : public EngineTest {
 protected:
  Told() {
    sink.on_retry = [this](const Result& attempt, Duration wait) {
      told.push_back(attempt.url + " " + std::to_string(attempt.attempts) + " " + outcome(attempt) +
                     " " + std::to_string(wait / ms(1)));
    };
    sink.on_rest = [this](const std::string& origin, Duration rest) {
      told.push_back(origin + " " + std::to_string(rest / ms(1)));
    };
    config.retry.wait = ms(100);
  }
  /// What is waited for at a time since the start of the clock.
  void look_at(Duration time) {
    transport.at(time, [this] { still = engine().standstill(); });
  }

  std::vector<std::string> told;
  Standstill still;
};

TEST_F(Told, AttemptsThatFailAreToldWithTheWaitBeforeTheNext) {
  config.retry.retries = 2;
  transport.script = [](const Attempt&) { return failure(ErrorCode::connection_reset); };
  run(requests_to("a.test", 1));
  EXPECT_THAT(told, ElementsAre("http://a.test/0 1 connection_reset 50",
                                "http://a.test/0 2 connection_reset 100"))
      << "the last attempt is the result";
}

TEST_F(Told, ARestIsToldOnceAndIsInTheWait) {
  config.retry.retries = 1;
  transport.script = [](const Attempt&) {
    Reply busy = reply(503);
    busy.retry_after = ms(5'000);
    return busy;
  };
  run(requests_to("a.test", 2));
  ASSERT_GE(told.size(), 3U);
  EXPECT_EQ(told[0], "http://a.test:80 5000");
  EXPECT_EQ(told[1], "http://a.test/0 1 http_status 5000");
  EXPECT_EQ(told[2], "http://a.test/1 1 http_status 5000") << "and no second rest";
}

TEST_F(Told, NothingIsToldWhereAllIsWell) {
  run(requests_to("a.test", 3));
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(Told, SecretsAreHidden) {
  Secrets secrets;
  secrets.add("s3cret");
  config.secrets = &secrets;
  config.retry.retries = 1;
  transport.script = [](const Attempt&) { return reply(503); };
  run(requests_to("s3cret.test", 1));
  ASSERT_GE(told.size(), 2U);
  EXPECT_EQ(told[0].find("s3cret"), std::string::npos) << told[0];
  EXPECT_EQ(told[1].find("s3cret"), std::string::npos) << told[1];
}

TEST_F(Told, WhatIsWaitedForIsTheHostOfTheOldestExchange) {
  config.per_host = 2;
  config.timeout = ms(10'000);
  transport.script = [](const Attempt& attempt) {
    const std::string& url = attempt.target.url;
    return url == "http://a.test/0" || url == "http://b.test/0" ? reply(200) : never();
  };
  look_at(ms(5'000));
  run(join(requests_to("a.test", 4), requests_to("b.test", 1)));
  ASSERT_TRUE(still.host);
  EXPECT_EQ(still.host->origin, "http://a.test:80");
  EXPECT_EQ(still.host->in_flight, 2U);
  EXPECT_EQ(still.host->waiting, 1U);
  EXPECT_EQ(still.oldest, FakeClock::start());
}

TEST_F(Told, WhatIsWaitedForIsARestWhereNothingIsInFlight) {
  config.per_host = 1;
  transport.script = [](const Attempt& attempt) {
    Reply busy = reply(attempt.target.url == "http://a.test/0" ? 503 : 200);
    busy.retry_after = ms(5'000);
    return busy;
  };
  look_at(ms(3'000));
  run(requests_to("a.test", 3));
  ASSERT_TRUE(still.host);
  EXPECT_EQ(still.host->origin, "http://a.test:80");
  EXPECT_EQ(still.host->waiting, 2U);
  EXPECT_EQ(still.host->rests_until, FakeClock::start() + ms(5'001));
  EXPECT_FALSE(still.oldest);
}

TEST_F(Told, WhatIsWaitedForIsARetryWhereNoHostIs) {
  config.retry.retries = 1;
  config.retry.wait = ms(8'000);
  transport.script = [](const Attempt&) { return failure(ErrorCode::connection_reset); };
  look_at(ms(1'000));
  run(requests_to("a.test", 1));
  EXPECT_FALSE(still.host);
  EXPECT_EQ(still.next_retry, FakeClock::start() + ms(4'001));
  EXPECT_EQ(still.without_address, 0U);
}

}  // namespace
}  // namespace urlfan::engine_told_test
