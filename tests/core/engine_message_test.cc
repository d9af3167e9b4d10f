// What requests send, over hops and attempts, and that nothing of it is shown.

#include <gmock/gmock.h>

#include <memory>

#include "tests/core/engine_fixture.h"
#include "urlfan/secrets.h"

namespace urlfan::engine_message_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class EngineMessageTest : public EngineTest {
 protected:
  static Request sending(const std::string& url) {
    Request line = request(url);
    line.method = "PUT";
    Message message;
    message.headers = {{"X-Key", "abc123"}, {"Accept", "text/plain"}, {"User-Agent", {}}};
    message.cookies = "sid=1234";
    message.body = body_of("text");
    message.body_type = "text/plain";
    message.credentials = Credentials{.user = "joe", .password = "pa55"};
    line.message = std::make_shared<const Message>(std::move(message));
    return line;
  }

  static std::vector<std::string> names(const Message& message) {
    std::vector<std::string> all;
    for (const auto& header : message.headers) all.push_back(header.name);
    return all;
  }

  /// Answers with this redirect first.
  void redirect_to(const std::string& location, int status) {
    transport.script = [location, status](const Attempt& attempt) {
      return attempt.target.url == "http://a.test/" ? redirect(location, ms(1), status)
                                                    : reply(200);
    };
  }
  Attempt second() const { return transport.records().at(1).attempt; }
};

TEST_F(EngineMessageTest, GoesWithTheAttempt) {
  const Request line = sending("http://a.test/");
  run({line});
  const Attempt sent = transport.record_of("http://a.test/").attempt;
  EXPECT_EQ(sent.message, line.message) << "shared, not copied";
  EXPECT_EQ(sent.target.credentials->password, "pa55");
}

TEST_F(EngineMessageTest, TheUrlsOwnCredentialsGoFirst) {
  run({sending("http://ann:her5@a.test/")});
  EXPECT_EQ(transport.records().at(0).attempt.target.credentials->user, "ann");
}

TEST_F(EngineMessageTest, OnTheSameHostAllOfItFollowsARedirect) {
  redirect_to("http://a.test/next", 307);
  const Request line = sending("http://a.test/");
  run({line});
  EXPECT_EQ(second().message, line.message);
  EXPECT_EQ(second().target.credentials->user, "joe");
}

class EngineLeavingTest : public EngineMessageTest,
                          public testing::WithParamInterface<const char*> {};

TEST_P(EngineLeavingTest, OnAnotherHostNothingFollowsThatTellsWhoAsks) {
  redirect_to(GetParam(), 307);
  run({sending("http://a.test/")});
  EXPECT_THAT(names(*second().message), ElementsAre("Accept", "User-Agent"));
  EXPECT_FALSE(second().message->cookies);
  EXPECT_FALSE(second().target.credentials);
  EXPECT_EQ(*second().message->body, "text") << "307 keeps the request";
}

INSTANTIATE_TEST_SUITE_P(ToAnotherNameSchemeAndPort, EngineLeavingTest,
                         testing::Values("http://b.test/", "https://a.test/", "http://a.test:81/"));

TEST_F(EngineMessageTest, WhatWasLeftBehindStaysBehindOnTheWayHome) {
  transport.script = [](const Attempt& attempt) {
    if (attempt.target.url == "http://a.test/") return redirect("http://b.test/", ms(1), 307);
    if (attempt.target.url == "http://b.test/") return redirect("http://a.test/2", ms(1), 307);
    return reply(200);
  };
  run({sending("http://a.test/")});
  const Attempt last = transport.records().at(2).attempt;
  EXPECT_THAT(names(*last.message), ElementsAre("Accept", "User-Agent"));
  EXPECT_FALSE(last.target.credentials);
}

TEST_F(EngineMessageTest, ARedirectThatBecomesAGetDropsTheBodyAndWhatDescribesIt) {
  redirect_to("http://a.test/next", 303);
  Request line = sending("http://a.test/");
  Message message = *line.message;
  message.headers.push_back({"Content-Language", "de"});
  line.message = std::make_shared<const Message>(std::move(message));
  run({line});
  EXPECT_EQ(second().method, "GET");
  EXPECT_FALSE(second().message->body);
  EXPECT_THAT(names(*second().message), ElementsAre("X-Key", "Accept", "User-Agent"));
}

TEST_F(EngineMessageTest, ARetryBeginsWithAllOfItAgain) {
  config.retry.retries = 1;
  transport.script = [this](const Attempt& attempt) {
    if (attempt.target.url == "http://a.test/") return redirect("http://b.test/", ms(1), 307);
    return reply(transport.records().size() < 3 ? 503 : 200);
  };
  const Request line = sending("http://a.test/");
  run({line});
  ASSERT_EQ(transport.records().size(), 4U);
  EXPECT_EQ(transport.records()[2].attempt.message, line.message);
}

TEST_F(EngineMessageTest, CookiesOfAnAnswerGoAlongAndNoFurther) {
  config.retry.retries = 1;
  transport.script = [this](const Attempt& attempt) {
    Reply answer = redirect("http://a.test/next");
    answer.cookies = {"a cookie"};
    if (attempt.target.url == "http://a.test/") return answer;
    return reply(transport.records().size() < 3 ? 503 : 200);
  };
  run({request("http://a.test/")});
  ASSERT_EQ(transport.records().size(), 4U);
  EXPECT_THAT(transport.records()[0].attempt.cookies, IsEmpty());
  EXPECT_THAT(transport.records()[1].attempt.cookies, ElementsAre("a cookie"));
  EXPECT_THAT(transport.records()[2].attempt.cookies, IsEmpty()) << "a new attempt";
}

TEST_F(EngineMessageTest, TheSinkHasTheRequestAsItWasRead) {
  redirect_to("http://b.test/", 303);
  Request line = sending("http://a.test/");
  line.name = "a name that is longer than what a string keeps in itself";
  line.where = {.file = "a/list/with/a/long/name.txt", .line = 7};
  line.timeout = ms(1500);
  line.target.credentials = Credentials{.user = "ann", .password = "her5"};
  own_checks(line).contains = {{.value = "joe"}};
  int lines = 0;
  sink.on_request = [&](const Request& request, const Result& result) {
    ++lines;
    EXPECT_EQ(request.name, line.name);
    EXPECT_EQ(request.where.file, line.where.file);
    EXPECT_EQ(request.where.line, 7U);
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.target.url, "http://a.test/");
    EXPECT_EQ(request.target.credentials->password, "her5");
    EXPECT_EQ(request.message, line.message);
    EXPECT_EQ(request.timeout, ms(1500));
    EXPECT_EQ(std::get<std::string>(request.expected().contains.at(0).value), "joe");
    EXPECT_EQ(result.name, line.name);
    EXPECT_EQ(result.where.file, line.where.file);
    EXPECT_EQ(result.method, "PUT");
    EXPECT_EQ(result.url, "http://ann:***@a.test/");
    EXPECT_EQ(result.effective_url, "http://b.test/");
  };
  run({line});
  EXPECT_EQ(lines, 1);
}

TEST_F(EngineMessageTest, TheSinkHasABadLineWithItsError) {
  sink.on_request = [](const Request& request, const Result& result) {
    EXPECT_EQ(request.bad->message, result.error->message);
  };
  run({bad_request()});
  EXPECT_FALSE(sink.of(0).error->message.empty());
}

TEST_F(EngineMessageTest, ResultsShowNothingThatALineKeepsToItself) {
  config.keep_body = 1000;
  transport.script = [](const Attempt&) {
    Reply answer = reply(200);
    answer.body = "Basic am9lOnBhNTU= sid=1234 pa55 her5 abc123";
    return answer;
  };
  run({sending("http://a.test/"), request("http://ann:her5@b.test/"), request("http://c.test/")});
  EXPECT_EQ(sink.of(0).response.body, "Basic *** *** *** her5 abc123");
  EXPECT_EQ(sink.of(1).response.body, "Basic am9lOnBhNTU= sid=1234 pa55 *** abc123");
  EXPECT_EQ(sink.of(2).response.body, "Basic am9lOnBhNTU= sid=1234 pa55 her5 abc123");
}

TEST_F(EngineMessageTest, ResultsShowNothingThatIsSecretToTheRunNotEvenOnAStop) {
  Secrets secrets;
  secrets.add("t0k3n-value", "${KEY}");
  config.secrets = &secrets;
  transport.script = [](const Attempt&) { return never(); };
  stop_at(ms(5), StopCause::interrupt);
  run({request("http://a.test/?key=t0k3n-value"), bad_request("not a number: t0k3n-value")});
  EXPECT_EQ(sink.of(0).url, "http://a.test/?key=${KEY}");
  EXPECT_EQ(sink.of(1).error->message, "not a number: ${KEY}");
}

}  // namespace
}  // namespace urlfan::engine_message_test
