// What the engine asks the transport for so that checks can be judged, and what stays of it.

#include <gmock/gmock.h>

#include <limits>
#include <memory>
#include <string>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_checks_test {
namespace {

using EngineChecksTest = EngineTest;

Request checking(Checks checks) {
  Request line = request("http://a.test/");
  line.checks = std::make_shared<const Checks>(std::move(checks));
  return line;
}

TEST_F(EngineChecksTest, AFailureNamesWhatLooksOddInTheUrl) {
  transport.script = [](const Attempt&) { return reply(404); };
  run({request("http://a.test/a,"), request("http://a.test/a"), request("http://a.test/?a&amp;b")});
  EXPECT_THAT(sink.of(0).error->message, testing::HasSubstr("the URL ends in \",\""));
  EXPECT_THAT(sink.of(1).error->message, testing::Not(testing::HasSubstr("the URL")));
  EXPECT_THAT(sink.of(2).error->message, testing::HasSubstr("is & meant?"));
}

TEST_F(EngineChecksTest, OnlyWhatALineChecksIsAskedFor) {
  Checks all;
  all.contains = {{.value = "x"}};
  all.sha256 = std::string(64, 'a');
  all.cert_days = 1;
  all.headers.push_back({.name = "server", .value = "nginx"});
  auto lines = std::vector{checking({}), checking(std::move(all))};
  lines[1].target = target("http://b.test/");
  run(std::move(lines));
  const Attempt plain = transport.record_of("http://a.test/").attempt;
  EXPECT_EQ(plain.keep_body, config.keep_body);
  EXPECT_FALSE(plain.hash_body);
  EXPECT_FALSE(plain.keep_headers);
  const Attempt full = transport.record_of("http://b.test/").attempt;
  EXPECT_EQ(full.keep_body, std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(full.hash_body);
  EXPECT_TRUE(full.keep_headers);
}

TEST_F(EngineChecksTest, TheWholeBodyIsJudgedAndOnlyItsStartIsKept) {
  config.keep_body = 4;
  transport.script = [](const Attempt&) {
    Reply answer = reply(200);
    answer.body = "head and tail";
    return answer;
  };
  Checks checks;
  checks.contains = {{.value = "tail"}};
  run({checking(checks)});
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_EQ(sink.of(0).response.body, "head");
  EXPECT_EQ(sink.of(0).response.body_bytes, 13U);
}

TEST_F(EngineChecksTest, TheStartThatIsKeptIsReadAsTextAndNotCutInsideACharacter) {
  config.keep_body = 3;
  transport.script = [](const Attempt& attempt) {
    Reply answer = reply(200);
    const bool text = attempt.target.url.ends_with("/text");
    answer.content_type = text ? "text/html; charset=gb2312" : "image/png";
    answer.body = "\xC4\xE3\xBA\xC3";
    return answer;
  };
  std::vector<Request> lines{request("http://a.test/text"), request("http://a.test/picture")};
  own_checks(lines[0]).contains = {{.value = "\u597d"}};
  run(std::move(lines));
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_EQ(sink.of(0).response.body, "\u4f60");
  EXPECT_TRUE(sink.of(0).response.body_truncated);
  EXPECT_EQ(sink.of(0).response.body_bytes, 4U);
  EXPECT_EQ(sink.of(1).response.body, "\xC4\xE3\xBA");
}

TEST_F(EngineChecksTest, NothingOfTheBodyIsKeptWhereNothingIsWanted) {
  config.keep_body = 0;
  Checks checks;
  checks.contains = {{.value = "x"}};
  run({checking(checks)});
  EXPECT_FALSE(sink.of(0).response.body);
}

TEST_F(EngineChecksTest, WithoutAnAnswerTheChecksOfTheLineAreNotOk) {
  transport.script = [](const Attempt&) { return failure(ErrorCode::connect_refused); };
  Checks checks;
  checks.contains = {{.value = "x"}};
  run({checking(checks), checking({})});
  ASSERT_EQ(sink.of(0).checks.size(), 1U);
  EXPECT_FALSE(sink.of(0).checks[0].ok);
  EXPECT_FALSE(sink.of(0).checks[0].actual);
  EXPECT_EQ(outcome(sink.of(0)), "connect_refused");
  EXPECT_TRUE(sink.of(1).checks.empty());
}

TEST_F(EngineChecksTest, WhenTooMuchIsHeldNothingNewStartsUntilSomeOfItIsBack) {
  transport.full_with = 3;
  transport.script = [](const Attempt&) { return reply(200, ms(10)); };
  run(requests_to("a.test", 10));
  EXPECT_EQ(transport.peak(), 3U);
  EXPECT_EQ(sink.results.size(), 10U);
}

TEST_F(EngineChecksTest, WithNoChecksAnyAnswerIsOk) {
  transport.script = [](const Attempt&) { return reply(500); };
  Checks none;
  none.none = true;
  run({checking(none)});
  EXPECT_EQ(outcome(sink.of(0)), "ok");
  EXPECT_TRUE(sink.of(0).checks.empty());
}

}  // namespace
}  // namespace urlfan::engine_checks_test
