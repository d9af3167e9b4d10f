#include "src/check/judge.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/requests.h"

namespace urlfan::judge_test {
namespace {

Checks expecting(StatusSet set) {
  Checks checks;
  checks.status = std::move(set);
  return checks;
}

Checks within(Duration most) {
  Checks checks;
  checks.max_time = most;
  return checks;
}

/// Of an answer that has nothing but its status.
Verdict judge(const Checks& checks, int status, Duration total) {
  Response response;
  response.status = status;
  return judge(checks, {.response = response, .total = total, .began = {}, .whole = true});
}

TEST(Judge, AnyStatusBelow400IsFineByDefault) {
  for (const int status : {200, 204, 226, 301, 304, 399}) {
    const Verdict verdict = judge({}, status, ms(1));
    EXPECT_FALSE(verdict.error) << status;
    ASSERT_EQ(verdict.outcomes.size(), 1U);
    EXPECT_EQ(verdict.outcomes[0].name, "status");
    EXPECT_TRUE(verdict.outcomes[0].ok);
    EXPECT_EQ(verdict.outcomes[0].expected, "<400");
    EXPECT_EQ(verdict.outcomes[0].actual, std::to_string(status));
  }
}

TEST(Judge, AStatusFrom400OnFailsByDefault) {
  for (const int status : {400, 404, 418, 499, 500, 503, 599, 999}) {
    const Verdict verdict = judge({}, status, ms(1));
    ASSERT_TRUE(verdict.error) << status;
    EXPECT_EQ(verdict.error->code, ErrorCode::http_status);
    EXPECT_EQ(verdict.error->phase, Phase::check);
    EXPECT_FALSE(verdict.outcomes.at(0).ok);
  }
}

TEST(Judge, WhichStatusMayPassIsWhatExplainSays) {
  const std::string_view told = info(ErrorCode::http_status).retryable_if;
  for (int status = 400; status < 1000; ++status) {
    const bool is_told = told.find(std::to_string(status)) != std::string_view::npos;
    EXPECT_EQ(judge({}, status, ms(1)).error->retryable, is_told) << status;
  }
}

TEST(Judge, AFailedStatusSaysWhatWasExpected) {
  EXPECT_EQ(judge({}, 503, ms(1)).error->message, "HTTP 503, expected below 400");
  const Verdict verdict = judge(expecting({.ranges = {{200, 299}}, .text = "2xx"}), 301, ms(1));
  EXPECT_EQ(verdict.error->message, "HTTP 301, expected 2xx");
  EXPECT_EQ(verdict.outcomes.at(0).expected, "2xx");
  EXPECT_EQ(verdict.outcomes.at(0).actual, "301");
}

TEST(Judge, AnExpectedStatusIsFineHoweverBadItSounds) {
  const Checks checks = expecting({.ranges = {{404, 404}, {500, 599}}, .text = "404,5xx"});
  EXPECT_FALSE(judge(checks, 404, ms(1)).error);
  EXPECT_FALSE(judge(checks, 503, ms(1)).error);
  EXPECT_EQ(judge(checks, 200, ms(1)).error->code, ErrorCode::http_status);
}

TEST(Judge, OnlyStatusesOfThisMomentAreWorthAnotherTry) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_TRUE(judge({}, status, ms(1)).error->retryable) << status;
  }
  for (const int status : {400, 401, 403, 404, 410, 501, 505}) {
    EXPECT_FALSE(judge({}, status, ms(1)).error->retryable) << status;
  }
}

TEST(Judge, TheTimeMayBeExactlyTheMost) {
  const Verdict verdict = judge(within(ms(500)), 200, ms(500));
  EXPECT_FALSE(verdict.error);
  ASSERT_EQ(verdict.outcomes.size(), 2U);
  EXPECT_EQ(verdict.outcomes[1].name, "max");
  EXPECT_TRUE(verdict.outcomes[1].ok);
  EXPECT_EQ(verdict.outcomes[1].expected, "<=500ms");
  EXPECT_EQ(verdict.outcomes[1].actual, "500ms");
}

TEST(Judge, AMicrosecondMoreIsTooMuch) {
  const Verdict verdict = judge(within(ms(500)), 200, Duration(500'001));
  ASSERT_TRUE(verdict.error);
  EXPECT_EQ(verdict.error->code, ErrorCode::check_failed);
  EXPECT_EQ(verdict.error->phase, Phase::check);
  EXPECT_EQ(verdict.error->message, "took 500.001ms, expected at most 500ms");
  EXPECT_FALSE(verdict.outcomes.at(1).ok);
}

TEST(Judge, WithoutATimeLimitTheTimeIsNotJudged) {
  EXPECT_EQ(judge({}, 200, std::chrono::hours(1)).outcomes.size(), 1U);
}

TEST(Judge, TheErrorIsOfTheFirstCheckThatFailsAndAllAreTold) {
  const Verdict verdict = judge(within(ms(1)), 500, ms(2));
  EXPECT_EQ(verdict.error->code, ErrorCode::http_status);
  ASSERT_EQ(verdict.outcomes.size(), 2U);
  EXPECT_FALSE(verdict.outcomes[0].ok);
  EXPECT_FALSE(verdict.outcomes[1].ok);
}

/// An answer that came to its end.
Response page(std::string body) {
  Response response;
  response.status = 200;
  response.body_bytes = body.size();
  response.body = std::move(body);
  return response;
}

Verdict judge(const Checks& checks, const Response& response) {
  return judge(checks, {.response = response, .total = ms(1), .began = {}, .whole = true});
}

Pattern pattern(const char* text) { return std::get<Pattern>(Pattern::compile(text)); }

Condition matching(const char* text) { return {.op = Operator::matches, .value = pattern(text)}; }

Checks containing(const char* text) {
  Checks checks;
  checks.contains = {{.value = text}};
  return checks;
}

TEST(Judge, ABodyContainsWhatItShould) {
  const Verdict good = judge(containing("needle"), page("hay needle hay"));
  EXPECT_FALSE(good.error);
  EXPECT_EQ(good.outcomes.at(1).name, "contains");
  EXPECT_EQ(good.outcomes.at(1).expected, "needle");
  const Verdict bad = judge(containing("needle"), page("hay"));
  ASSERT_TRUE(bad.error);
  EXPECT_EQ(bad.error->code, ErrorCode::check_failed);
  EXPECT_EQ(bad.error->message, "the body (3 bytes) does not contain \"needle\"; nearest: \"hay\"");
  EXPECT_EQ(bad.outcomes.at(1).actual, "not found in 3 bytes");
  EXPECT_EQ(bad.outcomes.at(1).excerpt, "hay");
  EXPECT_FALSE(good.outcomes.at(1).excerpt);
  EXPECT_FALSE(bad.error->retryable);
}

TEST(Judge, ABodyMatchesAPattern) {
  Checks checks;
  checks.matches = {matching("v[0-9]+")};
  EXPECT_EQ(judge(checks, page("is v12")).outcomes.at(1).actual, "v12");
  const Verdict bad = judge(checks, page("is old"));
  EXPECT_EQ(bad.outcomes.at(1).expected, "v[0-9]+");
  EXPECT_EQ(bad.error->message,
            "nothing in the body (6 bytes) matches \"v[0-9]+\"; it begins with \"is old\"");
}

TEST(Judge, ABodyIsReadByItsCharset) {
  Response response = page(
      "{\"caf\xE9\": \"ge\xF6"
      "ffnet\"}");
  response.content_type = "application/json; charset=iso-8859-1";
  Checks checks = containing("ge\u00f6ffnet");
  checks.matches = {matching("^.\"caf\u00e9\"")};
  checks.json = {{.name = "/caf\u00e9", .value = "\"ge\u00f6ffnet\""}};
  const Verdict good = judge(checks, response);
  EXPECT_FALSE(good.error) << good.error->message;
  EXPECT_EQ(good.outcomes.at(1).actual, "found in 20 bytes");
  EXPECT_EQ(good.outcomes.at(3).actual, "\"ge\u00f6ffnet\"");
}

TEST(Judge, ABrokenCharacterFailsNothingElse) {
  Response response = page("{\"a\": \"\xFF\", \"b\": 7}");
  response.content_type = "application/json";
  Checks checks;
  checks.json = {{.name = "/b", .value = "7"}};
  EXPECT_FALSE(judge(checks, response).error);
}

TEST(Judge, AFailureNamesTheCharsetThatNobodyKnows) {
  Response response = page("hay");
  response.content_type = "text/html; charset=klingon";
  const std::string hint = "; its charset klingon is not known, it was read as UTF-8";
  Checks checks = containing("needle");
  EXPECT_EQ(judge(checks, response).error->message,
            "the body (3 bytes) does not contain \"needle\"; nearest: \"hay\"" + hint);
  checks = {};
  checks.matches = {matching("v[0-9]+")};
  EXPECT_EQ(judge(checks, response).error->message,
            "nothing in the body (3 bytes) matches \"v[0-9]+\"; it begins with \"hay\"" + hint);
  checks = {};
  checks.json = {{.name = "/a", .value = "1"}};
  EXPECT_TRUE(judge(checks, response).error->message.ends_with(hint));
  EXPECT_FALSE(judge(containing("a"), response).error);
}

Response with_headers(std::vector<std::pair<std::string, std::string>> headers) {
  Response response = page("");
  response.headers = std::move(headers);
  return response;
}

TEST(Judge, AHeaderIsExactlyAValueOrMatches) {
  const Response response =
      with_headers({{"content-type", "text/html; charset=utf-8"}, {"x-a", "1"}, {"x-a", "2"}});
  struct Case {
    Condition check;
    bool ok;
  };
  for (const auto& [check, ok] :
       {Case{{.name = "x-a", .value = "1"}, true}, Case{{.name = "x-a", .value = "2"}, true},
        Case{{.name = "x-a", .value = "3"}, false},
        Case{{.name = "content-type", .value = "text/html"}, false},
        Case{{.name = "content-type", .op = Operator::matches, .value = pattern("^text/html")},
             true},
        Case{{.name = "content-type", .op = Operator::matches, .value = pattern("json")}, false},
        Case{{.name = "x-b", .op = Operator::matches, .value = pattern("")}, false}}) {
    Checks checks;
    checks.headers = {check};
    EXPECT_EQ(!judge(checks, response).error, ok) << check.name;
  }
}

TEST(Judge, WhereAPartOfAHeaderIsWhatWasWrittenItSaysHowToFindIt) {
  Checks checks;
  checks.headers = {{.name = "content-type", .value = "json"}};
  EXPECT_EQ(
      judge(checks, with_headers({{"content-type", "application/json"}})).error->message,
      R"(the header content-type is "application/json", expected json; =~ in place of = finds )"
      "a part");
}

TEST(Judge, AHeaderThatFailsShowsAllItsValuesOrThatItIsAbsent) {
  Checks checks;
  checks.headers = {{.name = "x-a", .value = "3"},
                    {.name = "x-b", .op = Operator::matches, .value = pattern("y")}};
  const Verdict verdict = judge(checks, with_headers({{"x-a", "1"}, {"x-a", "2"}}));
  EXPECT_EQ(verdict.outcomes.at(1).name, "header:x-a");
  EXPECT_EQ(verdict.outcomes.at(1).actual, "1, 2");
  EXPECT_EQ(verdict.outcomes.at(2).expected, "=~y");
  EXPECT_EQ(verdict.outcomes.at(2).actual, "absent");
  EXPECT_EQ(verdict.error->message, "the header x-a is \"1, 2\", expected 3");
}

TEST(Judge, AJsonBodyHasAValueAtAPointer) {
  Checks checks;
  checks.json = {{.name = "/a/b", .value = "true"}};
  EXPECT_FALSE(judge(checks, page(R"({"a":{"b":true}})")).error);
  const Verdict bad = judge(checks, page(R"({"a":{"b":"no"}})"));
  EXPECT_EQ(bad.outcomes.at(1).name, "json:/a/b");
  EXPECT_EQ(bad.outcomes.at(1).actual, "\"no\"");
  EXPECT_EQ(bad.error->message, "json:/a/b is \"no\", expected true");
}

TEST(Judge, WhatABodyMustNotHaveIsShownWhereItIs) {
  Checks checks;
  checks.contains = {{.op = Operator::unequal, .value = "Exception"}};
  checks.matches = {{.op = Operator::matches_not, .value = pattern("at [a-z]+")}};
  EXPECT_FALSE(judge(checks, page("all is well")).error);
  const Verdict bad = judge(checks, page("an Exception at home"));
  EXPECT_EQ(bad.outcomes.at(1).expected, "!=Exception");
  EXPECT_EQ(bad.outcomes.at(1).excerpt, "an Exception at home");
  EXPECT_EQ(bad.error->message,
            "the body (20 bytes) contains \"Exception\": \"an Exception at home\"");
  EXPECT_EQ(bad.outcomes.at(2).actual, "at home");
}

/// Whether checks as a list writes them hold of it.
bool holds(std::string_view checks, const Response& response, std::string_view url = {},
           std::size_t redirects = 0) {
  return !judge(parse_checks(checks), {.response = response,
                                       .total = ms(1),
                                       .began = {},
                                       .whole = true,
                                       .url = url,
                                       .redirects = redirects})
              .error;
}

TEST(Judge, AJsonValueIsThereOrNotOrCompared) {
  const Response response = page(
      R"({"n":2.50,"big":18446744073709551617,"t":"caf\u00e9","z":null,"a":[1,2],"o":{"b":1}})");
  for (const char* good : {"json:/z",
                           "!json:/y",
                           "json:/z=null",
                           "json:/z!=0",
                           "json:/n>2.4999999999999999999999",
                           "json:/n<=2.5",
                           "json:/n>=25e-1",
                           "json:/n!=2",
                           "json:/big>18446744073709551616",
                           "json:/big<18446744073709551618",
                           "json:/t=~^caf.$",
                           "json:/t!~^c$",
                           "json:/a=~^.1,2.$",
                           "length:/a=2",
                           "length:/o=1",
                           "length:/t=4",
                           "length:/a<3 length:/a>1",
                           "json:/y!=1",
                           "json:/y!~a",
                           "length:/y!=1"}) {
    EXPECT_TRUE(holds(good, response)) << good;
  }
  for (const char* bad : {"!json:/z", "json:/y", "json:/n>2.5", "json:/n<2.5", "json:/t>1",
                          "json:/z<1", "json:/y<1", "json:/y=~.", "json:/big<=18446744073709551616",
                          "length:/n=1", "length:/y>=0", "json:/t=~^d", "json:/n!=2.5"}) {
    EXPECT_FALSE(holds(bad, response)) << bad;
  }
}

TEST(Judge, ABodyThatIsNoJsonFulfilsNothing) {
  for (const char* check : {"!json:/a", "json:/a!=1", "json:/a!~b", "length:/a!=1"}) {
    EXPECT_FALSE(holds(check, page("<html>"))) << check;
  }
}

TEST(Judge, WhereNothingIsThePlaceAboveIsShown) {
  const Verdict verdict = judge(parse_checks("json:/a/b/c=1"), page(R"({"a":{"d":[7]}})"));
  EXPECT_EQ(verdict.outcomes.at(1).excerpt, R"({"d":[7]})");
  EXPECT_EQ(verdict.error->message, R"(json:/a/b/c is absent, expected 1; above it is {"d":[7]})");
}

TEST(Judge, AValueThatFailsIsShownUpToEightyCharacters) {
  const std::string text(200, 'x');
  const Verdict verdict =
      judge(parse_checks("json:/a=y length:/a<9"), page(R"({"a":")" + text + "\"}"));
  EXPECT_EQ(verdict.outcomes.at(1).excerpt, '"' + text.substr(0, 79) + "...");
  EXPECT_EQ(verdict.outcomes.at(2).excerpt, '"' + text.substr(0, 79) + "...");
  EXPECT_EQ(judge(parse_checks("json:/a=y"), page("<html>")).outcomes.at(1).excerpt, "<html>");
}

TEST(Judge, AHeaderIsThereOrNotAndNoneOfItsValuesIs) {
  const Response response = with_headers({{"x-a", "1"}, {"x-a", "2"}});
  for (const char* good : {"header:x-a", "!header:x-b", "header:x-a!=3", "header:x-a!~[3-9]",
                           "header:x-a=~2", "header:x-b!=1", "header:x-b!~."}) {
    EXPECT_TRUE(holds(good, response)) << good;
  }
  for (const char* bad : {"!header:x-a", "header:x-b", "header:x-a!=2", "header:x-a!~1",
                          "header:x-b=~.", "header:x-b="}) {
    EXPECT_FALSE(holds(bad, response)) << bad;
  }
}

TEST(Judge, TheWayIsToldByItsEndAndItsHops) {
  const Response response = page("12345");
  const std::string url = "http://a.test/b#c";
  for (const char* good : {"url=http://a.test/b", "url=~/b$", "url!~c", "url!=http://a.test/",
                           "redirects=2", "redirects<=2", "size>=1 size<=5", "size!=4"}) {
    EXPECT_TRUE(holds(good, response, url, 2)) << good;
  }
  for (const char* bad : {"url=http://a.test/", "url!=http://a.test/b", "redirects>2", "size<5"}) {
    EXPECT_FALSE(holds(bad, response, url, 2)) << bad;
  }
}

TEST(Judge, VersionsAreComparedAsNumbers) {
  Response response = page("");
  response.http_version = "1.1";
  response.tls = TlsFacts{.version = "TLSv1.2", .subject = {}, .issuer = {}, .not_after = {}};
  EXPECT_TRUE(holds("http=1.1 http>=1.0 http<2 tls>=1.2 tls<1.3", response));
  EXPECT_FALSE(holds("http>=2", response));
  EXPECT_FALSE(holds("tls>1.2", response));
  response.tls.reset();
  EXPECT_FALSE(holds("tls!=1.3", response)) << "over plain HTTP it cannot be told";
}

TEST(Judge, ACertificateIsGoodForSomeDaysMore) {
  Checks checks;
  checks.cert_days = 30;
  Response response = page("");
  response.tls = TlsFacts{.version = "TLSv1.3",
                          .subject = {},
                          .issuer = {},
                          .not_after = WallTime() + std::chrono::hours(24 * 100 + 23)};
  const auto judged = [&](int days_later) {
    return judge(checks, {.response = response,
                          .total = ms(1),
                          .began = WallTime() + std::chrono::hours(24 * days_later),
                          .whole = true});
  };
  EXPECT_EQ(judged(0).outcomes.at(1).actual, "100");
  EXPECT_FALSE(judged(70).error);
  EXPECT_TRUE(judged(71).error);
  EXPECT_EQ(judged(71).outcomes.at(1).expected, ">=30");
  EXPECT_EQ(judged(102).outcomes.at(1).actual, "-2");
}

TEST(Judge, ADigestIsEqual) {
  Checks checks;
  checks.sha256 = "aa";
  Response response = page("");
  response.sha256 = "aa";
  EXPECT_FALSE(judge(checks, response).error);
  response.sha256 = "bb";
  EXPECT_EQ(judge(checks, response).outcomes.at(1).actual, "bb");
}

/// One check of each kind.
Checks all_kinds() {
  Checks checks = containing("x");
  checks.status = StatusSet{.ranges = {{200, 200}}, .text = "200"};
  checks.matches = {matching("x")};
  checks.headers = {{.name = "a", .value = "b"}};
  checks.json = {{.name = "/a", .value = "1"}};
  checks.lengths = {{.name = "/a", .value = "1"}};
  checks.url = {{.value = "http://a.test/"}};
  checks.redirects = {{.value = "0"}};
  checks.size = {{.value = "0"}};
  checks.http = {{.value = "2"}};
  checks.tls = {{.value = "1.3"}};
  checks.cert_days = 1;
  checks.sha256 = "aa";
  checks.max_time = ms(1);
  return checks;
}

TEST(Judge, WithoutAnAnswerNoCheckIsOkAndAllSaySo) {
  const Response nothing;
  const Verdict verdict =
      judge(all_kinds(), Answer{.response = nothing, .total = ms(1), .began = {}, .whole = false});
  ASSERT_EQ(verdict.outcomes.size(), 14U);
  for (const auto& outcome : verdict.outcomes) {
    EXPECT_FALSE(outcome.ok) << outcome.name;
    EXPECT_FALSE(outcome.actual) << outcome.name;
  }
  const Answer none{.response = nothing, .total = ms(1), .began = {}, .whole = false};
  EXPECT_TRUE(judge(Checks(), none).outcomes.empty());
}

TEST(Judge, OfAnAnswerThatBrokeOffOnlyItsHeadIsJudged) {
  Response half = with_headers({{"a", "b"}});
  half.body = "half with x";
  const Verdict verdict =
      judge(all_kinds(), {.response = half, .total = ms(1), .began = {}, .whole = false});
  for (const auto& outcome : verdict.outcomes) {
    const bool way = outcome.name == "url" || outcome.name == "redirects";
    const bool head = way || outcome.name == "status" || outcome.name == "header:a";
    EXPECT_EQ(outcome.ok, head && outcome.name != "url") << outcome.name;
    EXPECT_EQ(outcome.actual.has_value(), head) << outcome.name;
  }
}

TEST(Judge, WhatIsMissingInAWholeAnswerCannotBeTold) {
  Checks checks;
  checks.cert_days = 1;  // over plain HTTP
  const Verdict verdict = judge(checks, page(""));
  EXPECT_EQ(verdict.error->code, ErrorCode::check_failed);
  EXPECT_FALSE(verdict.outcomes.at(1).actual);
}

TEST(Judge, TheStatusSpeaksForTheLineWhenMoreIsWrong) {
  Response response = page("");
  response.status = 503;
  const Verdict verdict = judge(containing("x"), response);
  EXPECT_EQ(verdict.error->code, ErrorCode::http_status);
  EXPECT_TRUE(verdict.error->retryable);
  EXPECT_EQ(verdict.outcomes.size(), 2U);
}

TEST(Judge, WhatAServerSendsIsShownInPart) {
  Checks checks;
  checks.matches = {matching(".*")};
  const Verdict verdict = judge(checks, page(std::string(10'000, 'x')));
  EXPECT_LT(verdict.outcomes.at(1).actual->size(), 300U);
}

}  // namespace
}  // namespace urlfan::judge_test
