// A redirect is a hop inside an attempt: same line, same time allowed, another exchange.

#include <gmock/gmock.h>

#include <string>

#include "tests/core/engine_fixture.h"

namespace urlfan::engine_redirect_test {
namespace {

using testing::IsEmpty;

/// http://a.test/ -> http://b.test/1 -> https://c.test/2, 100 ms each.
Reply chain(const Attempt& attempt) {
  if (attempt.target.url == "http://a.test/") return redirect("http://b.test/1", ms(100), 301);
  if (attempt.target.url == "http://b.test/1") return redirect("https://c.test/2", ms(100), 302);
  return reply(200, ms(100));
}

TEST_F(EngineTest, ARedirectIsFollowedToItsEnd) {
  transport.script = chain;
  run({request("http://a.test/")});

  const Result& result = sink.of(0);
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.response.status, 200);
  EXPECT_EQ(result.url, "http://a.test/");
  EXPECT_EQ(result.effective_url, "https://c.test/2");
  EXPECT_EQ(result.attempts, 1U) << "hops are no attempts";
  ASSERT_EQ(result.redirects.size(), 2U);
  EXPECT_EQ(result.redirects[0].status, 301);
  EXPECT_EQ(result.redirects[0].location, "http://b.test/1");
  EXPECT_EQ(result.redirects[1].status, 302);
  EXPECT_EQ(result.redirects[1].location, "https://c.test/2");
  EXPECT_EQ(result.redirect_time, ms(200));
  EXPECT_EQ(result.timings.total, ms(300));
  EXPECT_EQ(sink.summary->attempts, 1U);
}

TEST_F(EngineTest, EachHopTellsWhatItAskedWhenAndForHowLong) {
  transport.script = chain;
  run({request("http://a.test/")});

  const Result& result = sink.of(0);
  const auto start = FakeClock::wall_start();
  ASSERT_EQ(result.redirects.size(), 2U);
  EXPECT_EQ(result.redirects[0].method, "GET");
  EXPECT_EQ(result.redirects[0].url, "http://a.test/");
  EXPECT_EQ(result.redirects[0].started_at, start);
  EXPECT_EQ(result.redirects[0].timings.total, ms(100));
  EXPECT_EQ(result.redirects[1].url, "http://b.test/1");
  EXPECT_EQ(result.redirects[1].started_at, start + ms(100));
  EXPECT_EQ(result.started_at, start);
  EXPECT_EQ(result.exchange_started_at, start + ms(200));
}

TEST_F(EngineTest, AnAnswerWithoutRedirectHasNoRedirectTime) {
  run({request("http://a.test/")});
  EXPECT_FALSE(sink.of(0).redirect_time);
  EXPECT_THAT(sink.of(0).redirects, IsEmpty());
}

TEST_F(EngineTest, RedirectsAreNotFollowedWhenThatIsOff) {
  config.follow_redirects = false;
  transport.script = chain;
  run({request("http://a.test/")});
  EXPECT_TRUE(sink.of(0).ok());
  EXPECT_EQ(sink.of(0).response.status, 301);
  EXPECT_EQ(sink.of(0).effective_url, "http://a.test/");
  EXPECT_EQ(transport.records().size(), 1U);
}

TEST_F(EngineTest, EachHopHasTheTimeThatEarlierHopsLeft) {
  config.timeout = ms(1000);
  transport.script = chain;
  run({request("http://a.test/")});
  EXPECT_EQ(transport.record_of("http://a.test/").attempt.timeout, ms(1000));
  EXPECT_EQ(transport.record_of("http://b.test/1").attempt.timeout, ms(900));
  EXPECT_EQ(transport.record_of("https://c.test/2").attempt.timeout, ms(800));
}

TEST_F(EngineTest, WaitingForASlotDoesNotUseUpTheTimeOfAHop) {
  config.timeout = ms(1000);
  config.per_host = 1;
  transport.script = [](const Attempt& attempt) {
    return attempt.target.url == "http://b.test/long" ? reply(200, ms(950)) : chain(attempt);
  };
  const Summary summary = run({request("http://b.test/long"), request("http://a.test/")});
  EXPECT_EQ(transport.record_of("http://b.test/1").started, ms(950));
  EXPECT_EQ(transport.record_of("http://b.test/1").attempt.timeout, ms(900));
  EXPECT_EQ(summary.ok, 2U);
  EXPECT_EQ(sink.of(1).timings.total, ms(300)) << "on the wire";
  EXPECT_EQ(sink.of(1).elapsed, ms(950 + 200)) << "waits between hops included";
}

TEST_F(EngineTest, HopsThatTakeAllTheTimeAreATimeout) {
  config.timeout = ms(100);
  transport.script = chain;
  run({request("http://a.test/")});
  EXPECT_EQ(outcome(sink.of(0)), "timeout");
  EXPECT_EQ(transport.records().size(), 1U) << "nothing is sent with no time left";
  EXPECT_EQ(sink.of(0).timings.total, ms(100));
  EXPECT_EQ(sink.of(0).effective_url, "http://a.test/") << "where the last exchange went";
}

TEST_F(EngineTest, AHopThatTimesOutTellsTheTimeOfAll) {
  config.timeout = ms(150);
  transport.script = chain;
  run({request("http://a.test/")});
  EXPECT_EQ(outcome(sink.of(0)), "timeout");
  EXPECT_EQ(sink.of(0).timings.total, ms(150));
  EXPECT_EQ(sink.of(0).redirect_time, ms(100));
  EXPECT_EQ(sink.of(0).effective_url, "http://b.test/1");
}

TEST_F(EngineTest, ATimeCheckCountsAllHops) {
  transport.script = chain;
  Request line = request("http://a.test/");
  own_checks(line).max_time = ms(299);
  run({line});
  EXPECT_EQ(outcome(sink.of(0)), "check_failed");
}

TEST_F(EngineTest, ExactlyAsManyRedirectsAsAllowedAreFollowed) {
  transport.script = chain;
  config.max_redirects = 2;
  run({request("http://a.test/")});
  EXPECT_TRUE(sink.of(0).ok());
}

TEST_F(EngineTest, TooManyRedirectsAreAFailureThatShowsThem) {
  transport.script = chain;
  config.max_redirects = 1;
  run({request("http://a.test/")});
  const Result& result = sink.of(0);
  EXPECT_EQ(outcome(result), "too_many_redirects");
  EXPECT_EQ(result.error->phase, Phase::transfer);
  EXPECT_EQ(result.redirects.size(), 2U);
  EXPECT_EQ(result.response.status, 302);
  EXPECT_EQ(result.effective_url, "http://b.test/1");
  EXPECT_EQ(transport.records().size(), 2U);
  EXPECT_EQ(sink.summary->exit_code, 3);
}

TEST_F(EngineTest, ARedirectLoopComesToAnEnd) {
  transport.script = [](const Attempt&) { return redirect("http://a.test/"); };
  run({request("http://a.test/")});
  EXPECT_EQ(outcome(sink.of(0)), "too_many_redirects");
  EXPECT_EQ(transport.records().size(), 11U);
}

TEST_F(EngineTest, ARedirectToAnotherSchemeFailsInTheTransfer) {
  transport.script = [](const Attempt&) {
    Reply answer = reply(302);
    answer.redirect = RedirectTo{.location = "ftp://a.test/",
                                 .to = make_error(ErrorCode::unsupported_scheme, "not supported")};
    return answer;
  };
  run({request("http://a.test/")});
  const Result& result = sink.of(0);
  EXPECT_EQ(outcome(result), "unsupported_scheme");
  EXPECT_EQ(result.error->phase, Phase::transfer) << "the line itself is fine";
  ASSERT_EQ(result.redirects.size(), 1U);
  EXPECT_EQ(result.redirects[0].location, "ftp://a.test/");
  EXPECT_EQ(sink.summary->exit_code, 3);
}

TEST_F(EngineTest, CredentialsStayWithTheFirstHost) {
  transport.script = [](const Attempt& attempt) {
    const std::string& url = attempt.target.url;
    if (url == "http://a.test/") return redirect("http://a.test/2");
    if (url == "http://a.test/2") return redirect("http://b.test/3");
    if (url == "http://b.test/3") return redirect("http://a.test/4");
    return reply(200);
  };
  run({request("http://user:secret@a.test/")});

  const auto user_at = [this](const std::string& url) {
    const auto& credentials = transport.record_of(url).attempt.target.credentials;
    return credentials ? credentials->user : "nobody";
  };
  EXPECT_EQ(user_at("http://a.test/"), "user");
  EXPECT_EQ(user_at("http://a.test/2"), "user");
  EXPECT_EQ(user_at("http://b.test/3"), "nobody");
  EXPECT_EQ(user_at("http://a.test/4"), "nobody") << "who was sent away has no way back";
}

TEST_F(EngineTest, APostThatIsRedirectedGoesOnAsGet) {
  transport.script = chain;
  Request line = request("http://a.test/");
  line.method = "POST";
  run({line});
  EXPECT_EQ(transport.record_of("http://a.test/").attempt.method, "POST");
  EXPECT_EQ(transport.record_of("http://b.test/1").attempt.method, "GET");
  EXPECT_EQ(sink.of(0).method, "POST") << "the result says what the line said";
}

}  // namespace
}  // namespace urlfan::engine_redirect_test
