// HEAD, then GET: where a server refuses the first, the line is asked again within its attempt.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "src/check/status_check.h"
#include "tests/core/engine_fixture.h"

namespace urlfan::engine_head_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class EngineHeadTest : public EngineTest {
 protected:
  /// The line of --head.
  static Request head(std::string_view url = "http://a.test/") {
    Request line = request(url);
    line.method = "HEAD";
    line.get_if_refused = true;
    return line;
  }
  /// A server that knows no HEAD.
  void refuse(int status) {
    transport.script = [status](const Attempt& attempt) {
      return attempt.method == "HEAD" ? reply(status, ms(100)) : reply(200, ms(50));
    };
  }
  /// What the server was asked, in turn.
  std::vector<std::string> asked() const {
    std::vector<std::string> all;
    for (const auto& record : transport.records()) {
      all.push_back(record.attempt.method + " " + record.attempt.target.url);
    }
    return all;
  }
};

TEST_F(EngineHeadTest, ARefusedHeadBecomesAGetInTheSameAttempt) {
  refuse(405);
  run({head()});
  EXPECT_THAT(asked(), ElementsAre("HEAD http://a.test/", "GET http://a.test/"));
  const Result& result = sink.of(0);
  EXPECT_EQ(outcome(result), "ok");
  EXPECT_EQ(result.method, "GET") << "what was sent last";
  EXPECT_EQ(result.attempts, 1U);
  EXPECT_FALSE(result.flaky());
  EXPECT_THAT(result.history, IsEmpty());
  EXPECT_THAT(result.redirects, IsEmpty());
  EXPECT_EQ(result.timings.total, ms(150));
  EXPECT_EQ(result.redirect_time, ms(100)) << "of the exchange before the last";
}

TEST_F(EngineHeadTest, AMethodThatIsNotImplementedIsRefusedAsWell) {
  refuse(501);
  run({head()});
  EXPECT_THAT(asked(), ElementsAre("HEAD http://a.test/", "GET http://a.test/"));
}

TEST_F(EngineHeadTest, AnyOtherAnswerIsTheResult) {
  refuse(404);
  run({head()});
  EXPECT_THAT(asked(), ElementsAre("HEAD http://a.test/"));
  EXPECT_EQ(outcome(sink.of(0)), "http_status");
  EXPECT_EQ(sink.of(0).method, "HEAD");
}

TEST_F(EngineHeadTest, ALineThatNamesHeadItselfStaysOne) {
  refuse(405);
  Request line = head();
  line.get_if_refused = false;
  run({line});
  EXPECT_THAT(asked(), ElementsAre("HEAD http://a.test/"));
  EXPECT_EQ(sink.of(0).response.status, 405);
}

TEST_F(EngineHeadTest, ARefusalThatIsExpectedIsTheResult) {
  refuse(405);
  Request line = head();
  own_checks(line).status = status_value("status=", "405");
  run({line});
  EXPECT_THAT(asked(), ElementsAre("HEAD http://a.test/"));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
}

TEST_F(EngineHeadTest, WhereARedirectLedThereTheGetGoesOnFromThere) {
  transport.script = [](const Attempt& attempt) {
    if (attempt.target.url == "http://a.test/") return redirect("http://b.test/");
    return attempt.method == "HEAD" ? reply(405) : reply(200);
  };
  run({head()});
  EXPECT_THAT(asked(),
              ElementsAre("HEAD http://a.test/", "HEAD http://b.test/", "GET http://b.test/"));
  EXPECT_EQ(sink.of(0).redirects.size(), 1U);
  EXPECT_EQ(sink.of(0).attempts, 1U);
}

TEST_F(EngineHeadTest, ARetryDoesNotAskForTheHeadAgain) {
  config.retry.retries = 1;
  int gets = 0;
  transport.script = [&gets](const Attempt& attempt) {
    if (attempt.method == "HEAD") return reply(405);
    return ++gets == 1 ? reply(503) : reply(200);
  };
  run({head()});
  EXPECT_THAT(asked(),
              ElementsAre("HEAD http://a.test/", "GET http://a.test/", "GET http://a.test/"));
  EXPECT_EQ(sink.of(0).attempts, 2U);
}

TEST_F(EngineHeadTest, BothShareTheTimeOfTheAttempt) {
  config.timeout = ms(120);
  refuse(405);
  run({head()});
  EXPECT_EQ(transport.records().at(1).attempt.timeout, ms(20));
  EXPECT_EQ(outcome(sink.of(0)), "timeout");
}

}  // namespace
}  // namespace urlfan::engine_head_test
