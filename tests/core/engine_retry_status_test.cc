// Which statuses may pass, and which hold back their host.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "src/check/status_check.h"
#include "tests/core/engine_fixture.h"

namespace urlfan::engine_retry_status_test {
namespace {

using testing::ElementsAre;

class EngineRetryStatusTest : public EngineTest {
 protected:
  /// When the attempts to a URL started.
  std::vector<Duration> starts(const std::string& url) const {
    std::vector<Duration> all;
    for (const auto& record : transport.records()) {
      if (record.attempt.target.url == url) all.push_back(record.started);
    }
    return all;
  }
};

TEST_F(EngineRetryStatusTest, A403ThatSaysForHowLongHoldsBackItsHost) {
  config.per_host = 1;
  transport.script = [](const Attempt& attempt) {
    Reply limited = reply(attempt.target.url == "http://a.test/0" ? 403 : 200);
    if (limited.status == 403) limited.retry_after = ms(7000);
    return limited;
  };
  run(requests_to("a.test", 2));
  EXPECT_EQ(outcome(sink.of(0)), "http_status");
  EXPECT_FALSE(sink.of(0).error->retryable) << "what was asked may be forbidden all the same";
  EXPECT_THAT(starts("http://a.test/1"), ElementsAre(ms(7001)));
}

TEST_F(EngineRetryStatusTest, A403ByItselfIsOfItsLineAlone) {
  config.per_host = 1;
  transport.script = [](const Attempt& attempt) {
    return reply(attempt.target.url == "http://a.test/0" ? 403 : 200);
  };
  run(requests_to("a.test", 2));
  EXPECT_THAT(starts("http://a.test/1"), ElementsAre(ms(1)));
}

TEST_F(EngineRetryStatusTest, TheStatusesThatMayPassCanBeOthers) {
  config.retry.retries = 1;
  config.retry.statuses = status_value("--retry-status", "404,500-599");
  transport.script = [](const Attempt& attempt) {
    return reply(attempt.target.url.ends_with("0") ? 404 : 429);
  };
  run(requests_to("a.test", 2));
  EXPECT_EQ(sink.of(0).attempts, 2U);
  EXPECT_TRUE(sink.of(0).error->retryable);
  EXPECT_EQ(sink.of(1).attempts, 1U);
  EXPECT_FALSE(sink.of(1).error->retryable) << "as its result tells";
}

TEST_F(EngineRetryStatusTest, WhatAGatewayInFrontSaysOfItsServerMayPass) {
  config.retry.retries = 1;
  transport.script = [](const Attempt& attempt) {
    const std::string& url = attempt.target.url;
    return reply(url.ends_with("0") ? 522 : url.ends_with("1") ? 524 : 520);
  };
  run(requests_to("a.test", 3));
  EXPECT_EQ(sink.of(0).attempts, 2U);
  EXPECT_EQ(sink.of(1).attempts, 2U);
  EXPECT_EQ(sink.of(2).attempts, 1U);
}

}  // namespace
}  // namespace urlfan::engine_retry_status_test
