// Checks of real answers: each kind, where it passes and where it does not.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::checks_test {
namespace {

using testing::HasSubstr;

/// The outcome of one check of the only line.
Json check(const Outcome& run, const std::string& name) {
  const Json document = run.document();
  for (const auto& each : document["results"][0]["checks"]) {
    if (each["name"] == name) return each;
  }
  return "no check " + name + " in " + run.out;
}

class Checks : public testing::Test {
 protected:
  Outcome run_line(const std::string& line, std::vector<std::string> options = {}) const {
    options.push_back("--base-url");
    options.push_back(nginx.url("/"));
    return run_urlfan(options, line + "\n");
  }

  const Nginx nginx;
};

TEST_F(Checks, EachKindIsToldWithWhatWasExpectedAndWhatCame) {
  struct Case {
    const char* line;
    const char* name;
    bool ok;
    const char* expected;
    const char* actual;
  };
  for (const auto& [line, name, ok, expected, actual] : std::vector<Case>{
           {"/json status=200,301", "status", true, "200,301", "200"},
           {"/json status=3xx", "status", false, "3xx", "200"},
           {R"(/json contains="\"active\":true")", "contains", true, R"("active":true)",
            "found in 53 bytes"},
           {"/json contains=bob", "contains", false, "bob", "not found in 53 bytes"},
           {"/json matches=j.e", "matches", true, "j.e", "joe"},
           {"/json matches=^j", "matches", false, "^j", "no match in 53 bytes"},
           {"/json header:X-Answer=yes", "header:x-answer", true, "yes", "yes"},
           {"/json header:X-Answer=no", "header:x-answer", false, "no", "yes"},
           {"/json header:content-type~/json$", "header:content-type", true, "=~/json$",
            "application/json"},
           {"/json header:x-none~.", "header:x-none", false, "=~.", "absent"},
           {"/json json:/user/active=true", "json:/user/active", true, "true", "true"},
           {"/json json:/user/name=joe", "json:/user/name", true, "\"joe\"", "\"joe\""},
           {"/json json:/items/2=4", "json:/items/2", false, "4", "3"},
           {"/json json:/nobody=1", "json:/nobody", false, "1", "absent"},
           {"/file json:/a=1", "json:/a", false, "1",
            "absent: the body is not JSON from byte 2 on"}}) {
    const Outcome run = run_line(line);
    const Json outcome = check(run, name);
    ASSERT_TRUE(outcome.is_object()) << line << outcome;
    EXPECT_EQ(outcome["ok"], ok) << line;
    EXPECT_EQ(outcome["expected"], expected) << line;
    EXPECT_EQ(outcome["actual"], actual) << line;
    EXPECT_EQ(run.code, ok ? 0 : 1) << line;
  }
}

TEST_F(Checks, WhatIsComparedIsToldWithItsOperator) {
  struct Case {
    const char* line;
    const char* name;
    bool ok;
    const char* expected;
    const char* actual;
  };
  for (const auto& [line, name, ok, expected, actual] : std::vector<Case>{
           {"/json contains!=bob", "contains", true, "!=bob", "not found in 53 bytes"},
           {"/json contains!=joe", "contains", false, "!=joe", "found in 53 bytes"},
           {"/json matches!=j.e", "matches", false, "!=j.e", "joe"},
           {"/json header:x-answer", "header:x-answer", true, "present", "yes"},
           {"/json !header:x-answer", "header:x-answer", false, "absent", "yes"},
           {"/json header:x-none!~.", "header:x-none", true, "!~.", "absent"},
           {"/json json:/user", "json:/user", true, "present", R"({"active":true,"name":"joe"})"},
           {"/json !json:/nobody", "json:/nobody", true, "absent", "absent"},
           {"/json json:/items/2>2.9", "json:/items/2", true, ">2.9", "3"},
           {"/json json:/items/2<3", "json:/items/2", false, "<3", "3"},
           {"/json json:/user/name!~^j", "json:/user/name", false, "!~^j", "\"joe\""},
           {"/json length:/items>=3", "length:/items", true, ">=3", "3"},
           {"/json length:/user/name=4", "length:/user/name", false, "4", "3"},
           {"/json size>=1 size<=9", "size", true, ">=1", "53"},
           {"/json redirects=0", "redirects", true, "0", "0"},
           {"/redirect redirects>=1", "redirects", true, ">=1", "1"},
           {"/redirect follow=no redirects=0 status=301", "redirects", true, "0", "0"},
           {"/redirect follow=no header:location=~/ok$ status=301", "status", true, "301", "301"},
           {"/json http=1.1", "http", true, "1.1", "1.1"}}) {
    const Outcome run = run_line(line);
    const Json outcome = check(run, name);
    ASSERT_TRUE(outcome.is_object()) << line << outcome;
    EXPECT_EQ(outcome["ok"], ok) << line;
    EXPECT_EQ(outcome["expected"], expected) << line;
    EXPECT_EQ(outcome["actual"], actual) << line;
  }
}

TEST_F(Checks, WhereALineEndedIsHeldAgainstTheBase) {
  const Outcome there = run_line("/redirect url=/ok#part");
  EXPECT_EQ(there.code, 0) << there.out;
  EXPECT_EQ(check(there, "url")["expected"], nginx.url("/ok"));
  EXPECT_EQ(run_line("/redirect url=/redirect").code, 1);
  EXPECT_EQ(run_urlfan({nginx.url("/redirect"), "--expect", "url=/ok"}).code, 0)
      << "without a base it is the line's own";
}

TEST_F(Checks, ALineFollowsOrNotWhateverAllOthersDo) {
  EXPECT_EQ(run_line("/redirect follow=no status=301").code, 0);
  EXPECT_EQ(run_line("/redirect follow=yes status=200", {"--no-follow"}).code, 0);
  EXPECT_EQ(run_line(R"({"url": "/redirect", "follow": false, "checks": ["status=301"]})").code, 0);
  const Outcome run = run_line("/redirect follow=no status=200", {"--reproduce"});
  EXPECT_THAT(run.err, testing::Not(HasSubstr("--location")));
}

TEST_F(Checks, AnyMethodIsSent) {
  const Outcome run = run_line(
      "PURGE /headers contains=method=PURGE\n"
      R"({"url": "/headers", "method": "FROB", "checks": ["contains=method=FROB"]})");
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_EQ(run_line("/headers contains=method=NUDGE", {"-X", "NUDGE"}).code, 0);
  const Outcome slip = run_line("PSOT /headers");
  EXPECT_EQ(slip.code, 2);
  EXPECT_THAT(slip.err, HasSubstr("did you mean the method POST?"));
  EXPECT_THAT(run_line("/ok", {"-X", "PSOT"}).err, HasSubstr("did you mean POST?"));
}

TEST_F(Checks, AnExpectationOfTheCommandLineYieldsToTheLines) {
  const std::vector<std::string> options{"--expect", "contains!=joe", "--expect",
                                         "size>=1",  "--expect",      "json:/user/name=joe"};
  EXPECT_EQ(run_line("/json", options).code, 1);
  const Outcome run = run_line("/json contains=joe size=53 json:/user/name!=bob", options);
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_EQ(run.document()["results"][0]["checks"].size(), 4U) << "with the status";
}

TEST_F(Checks, AFailureShowsWhatComesNearest) {
  const Outcome run = run_line("/json contains=\"\\\"name\\\":\\\"bob\\\"\"");
  const std::string body = R"({"user":{"active":true,"name":"joe"},"items":[1,2,3]})";
  EXPECT_EQ(check(run, "contains")["excerpt"], body);
  EXPECT_THAT(run.err, HasSubstr("nearest: "));
}

TEST_F(Checks, ADigestIsThatOfTheWholeBody) {
  // printf 'f%.0s' {1..1024} | sha256sum
  const std::string right = "ccecafa07528a4891f609a632f8354daba061d4d41b0467c9d1de8ec24188ac3";
  const Outcome wrong = run_line("/file sha256=" + std::string(64, 'a'));
  EXPECT_EQ(wrong.code, 1);
  EXPECT_EQ(check(wrong, "sha256")["actual"], right);
  EXPECT_EQ(run_line("/file sha256=" + right).code, 0);
  EXPECT_EQ(run_line("/ok sha256=" + right).code, 1);
}

TEST_F(Checks, TheCertificateIsGoodForSomeDaysMore) {
  const std::string url = Nginx::tls_url(nginx.tls_port());
  const Outcome good = run_line(url + " cert-days=1", {"--cacert", nginx.ca_file()});
  EXPECT_EQ(good.code, 0) << good.out;
  const Json tls = good.document()["results"][0]["tls"];
  EXPECT_EQ(check(good, "cert-days")["actual"], std::to_string(tls["days_left"].get<int>()));
  EXPECT_THAT(tls["version"], HasSubstr("TLSv1."));
  EXPECT_THAT(tls["issuer"], HasSubstr("urlfan test authority"));
  EXPECT_EQ(run_line(url + " cert-days=30000", {"--cacert", nginx.ca_file()}).code, 1);
}

TEST_F(Checks, TheCertificateOfAReusedConnectionIsKnown) {
  const std::string url = Nginx::tls_url(nginx.tls_port());
  std::string list;
  for (int i = 0; i < 20; ++i) list += url + "?" + std::to_string(i) + " cert-days=1\n";
  const Outcome run = run_urlfan({"--per-host", "1", "--cacert", nginx.ca_file()}, list);
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_TRUE(run.document()["results"][19]["timings_ms"]["tls"].is_null()) << "reused";
}

TEST_F(Checks, WithoutTlsTheCertificateCannotBeTold) {
  const Outcome run = run_line("/ok cert-days=1");
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(check(run, "cert-days")["actual"].is_null());
  EXPECT_THAT(run.document()["results"][0]["error"]["message"], HasSubstr("could not be made"));
}

TEST_F(Checks, TheBodyIsHeldForThemAndShownAsFarAsWanted) {
  const Outcome run = run_line("/big matches=b$ contains=bbb", {"--body", "10"});
  EXPECT_EQ(run.code, 0) << run.err;
  const Json result = run.document()["results"][0];
  EXPECT_EQ(result["body"], "bbbbbbbbbb");
  EXPECT_EQ(result["body_bytes"], 10U << 20U);
  EXPECT_EQ(result["body_truncated"], true);
}

TEST_F(Checks, OfABodyThatIsTooLargeTheyCannotBeTold) {
  const Outcome run = run_line("/big contains=bbb", {"--max-body", "1M"});
  EXPECT_EQ(run.code, 3);
  EXPECT_EQ(run.document()["results"][0]["error"]["code"], "body_too_large");
  EXPECT_EQ(check(run, "contains")["ok"], false);
  EXPECT_TRUE(check(run, "contains")["actual"].is_null());
  EXPECT_EQ(check(run, "status")["ok"], true);
}

TEST_F(Checks, WithoutAnAnswerThoseOfTheLineSaySo) {
  const RefusingPort nobody;
  const std::string refused = "http://127.0.0.1:" + std::to_string(nobody.number()) + "/";
  const Outcome run = run_line(refused + " contains=x max=1s");
  EXPECT_EQ(run.code, 3);
  ASSERT_EQ(run.document()["results"][0]["checks"].size(), 2U);
  EXPECT_TRUE(check(run, "max")["actual"].is_null());
  EXPECT_EQ(run_line(refused).document()["results"][0]["checks"].size(), 0U);
}

TEST_F(Checks, OnTheCommandLineTheyAreForAllLines) {
  const std::vector<std::string> options{"--expect-status",   "2xx",
                                         "--expect-contains", "active",
                                         "--expect-matches",  "j.e",
                                         "--expect-header",   "x-answer=yes",
                                         "--expect-json",     "/user/active=true",
                                         "--expect-time",     "30s"};
  const Outcome good = run_line("/json", options);
  EXPECT_EQ(good.code, 0) << good.out;
  EXPECT_EQ(good.document()["results"][0]["checks"].size(), 6U);
  EXPECT_EQ(run_line("/json json:/user/active=false", options).code, 1) << "the line's goes first";
  EXPECT_EQ(run_line("/ok", options).code, 1);
}

TEST_F(Checks, NoChecksLetsAnyAnswerPass) {
  EXPECT_EQ(run_line("/status/500 status=200", {"--no-checks"}).code, 0);
}

TEST_F(Checks, OneThatCanNeverPassIsRefusedWithItsPlace) {
  for (const char* line : {"/ok status=10xx", "/ok matches=(", "/ok json:a=1", "/ok size",
                           "HEAD /ok contains=x", "/ok sha256=12", "/ok max=300", "/ok json:/a==1",
                           R"({"url": "/ok", "expect": {"matches": "["}})"}) {
    const Outcome run = run_line(line);
    EXPECT_EQ(run.code, 2) << line;
    const Json result = run.document()["results"][0];
    EXPECT_EQ(result["error"]["code"], "invalid_input") << line;
    EXPECT_EQ(result["line"], 1) << line;
  }
  const Outcome run = run_line("/ok", {"--expect-matches", "("});
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("--expect-matches"));
}

TEST_F(Checks, JsonLinesHaveThemTooBesideTextLines) {
  const Outcome run = run_line(
      "/ok name=text\n"
      R"({"url": "/json", "name": "json", "expect": {"json": {"/items": [1, 2, 3]}, )"
      R"("headers": {"X-Answer": {"matches": "^y"}}, "status": 200, "max_ms": 30000}})");
  EXPECT_EQ(run.code, 0) << run.out;
  EXPECT_EQ(run.document()["results"][1]["checks"].size(), 4U);
}

TEST_F(Checks, MoreBodiesAtOnceThanMayBeHeldAreAllJudged) {
  std::string list;
  for (int i = 0; i < 40; ++i) list += "/big?" + std::to_string(i) + " contains=bbb timeout=100s\n";
  const Outcome run = run_line(list, {"-c", "40", "--per-host", "0", "--format", "ndjson"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.lines().size(), 41U);
}

}  // namespace
}  // namespace urlfan::checks_test
