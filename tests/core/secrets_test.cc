#include "urlfan/secrets.h"

#include <gmock/gmock.h>

#include <string>

#include "src/text/text.h"
#include "tests/support/results.h"

namespace urlfan {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Secrets, AreHiddenInEveryFormThatTheyAreSentIn) {
  Secrets secrets;
  secrets.add("p@ss word/1", "${KEY}");
  EXPECT_EQ(secrets.hide("<p@ss word/1>"), "<${KEY}>");
  EXPECT_EQ(secrets.hide("<p@ss%20word/1>"), "<${KEY}>") << "as libcurl writes it into a URL";
  EXPECT_EQ(secrets.hide("<p%40ss%20word%2F1>"), "<${KEY}>");
  EXPECT_EQ(secrets.hide("<p@ss+word/1> <p%40ss+word%2F1>"), "<${KEY}> <${KEY}>") << "in a query";
  EXPECT_EQ(secrets.hide("<p%40ss%20word%2f1>"), "<${KEY}>");
  EXPECT_EQ(secrets.hide("<" + base64("p@ss word/1") + ">"), "<${KEY}>");
  EXPECT_EQ(secrets.hide("P@SS WORD/1 and p@ss word/1"), "${KEY} and ${KEY}");
  EXPECT_EQ(secrets.hide("p@ss word"), "p@ss word");
}

TEST(Secrets, AreHiddenInJson) {
  Secrets secrets;
  secrets.add("a \"b\" \\c\n\x01", "${KEY}");
  EXPECT_EQ(secrets.hide(R"({"key":"a \"b\" \\c\n\u0001"})"), R"({"key":"${KEY}"})");
}

TEST(Secrets, AreHiddenWhereAnExcerptHasTakenTheirFirstHalfForUserInformation) {
  Secrets secrets;
  secrets.add("first@half@second", "${KEY}");
  EXPECT_EQ(secrets.hide(excerpt("first@half@second")), "${KEY}");
  EXPECT_EQ(secrets.hide(excerpt("http://first@half@second/x")), "http://${KEY}/x");
  EXPECT_EQ(secrets.hide(excerpt("first@half@second", 8)), "${KEY}...");
  Secrets short_tail;
  short_tail.add("first@sec", "${KEY}");
  EXPECT_EQ(short_tail.hide("http://joe:***@second/"), "http://joe:***@second/");
}

TEST(Secrets, TheLongerGoesFirst) {
  Secrets secrets;
  secrets.add("secret", "${A}");
  secrets.add("my secret text", "${B}");
  EXPECT_EQ(secrets.hide("my secret text, secret"), "${B}, ${A}");
}

TEST(Secrets, ShortTextsAreNone) {
  Secrets secrets;
  secrets.add("123");
  secrets.add("");
  EXPECT_TRUE(secrets.empty());
}

TEST(Secrets, OfCredentialsThePasswordAndWhatBasicMakesOfItAreHidden) {
  Secrets secrets;
  secrets.add(Credentials{.user = "joe", .password = "pw12"});
  EXPECT_EQ(secrets.hide("joe pw12"), "joe ***");
  EXPECT_EQ(secrets.hide("Basic " + base64("joe:pw12")), "Basic ***");
  Secrets token;
  token.add(Credentials{.user = "t0ken", .password = {}});
  EXPECT_EQ(token.hide("t0ken"), "***");
  EXPECT_EQ(token.hide(base64("t0ken:")), "***");
}

TEST(Secrets, OfAMessageAuthorizationAndCookiesAreHidden) {
  Message message;
  message.headers = {{"authorization", "Bearer abcdef"}, {"X-Env", "staging"}};
  message.cookies = "sid=12345678; lang=german";
  Secrets secrets;
  secrets.add(message);
  EXPECT_EQ(secrets.hide("abcdef 12345678 german staging"), "*** *** *** staging");
}

TEST(Secrets, WhatIsCutOffIsHiddenToo) {
  Secrets secrets;
  secrets.add("abcdefghij");
  EXPECT_EQ(secrets.hide("key=abcdefgh", true), "key=***");
  EXPECT_EQ(secrets.hide("key=abcdefgh", false), "key=abcdefgh");
  EXPECT_EQ(secrets.hide("key=abc", true), "key=abc") << "as good as nothing";
  EXPECT_EQ(secrets.hide("not a duration: abcdefgh...; expected"),
            "not a duration: ***...; expected");
  EXPECT_EQ(secrets.hide("a... abcde... b..."), "a... ***... b...");
}

TEST(Secrets, NothingOfAResultShowsThem) {
  Result result = failed();
  const std::string secret = "s3cr3t-value";
  result.name = secret;
  result.url = result.effective_url = "http://a.test/" + secret;
  result.error->message = "for " + secret;
  result.redirects = {{302, "/" + secret}};
  result.checks = {{secret, false, secret, secret}};
  result.response.content_type = secret;
  result.response.body = "a body with s3cr3t";
  result.response.body_truncated = true;
  result.response.headers = {{"x-echo", secret}};
  result.response.tls = TlsFacts{"TLSv1.3", secret, secret, {}};
  Secrets secrets;
  secrets.add(secret);
  secrets.hide(result);
  EXPECT_EQ(result.name, "***");
  EXPECT_EQ(result.url, "http://a.test/***");
  EXPECT_EQ(result.effective_url, "http://a.test/***");
  EXPECT_EQ(result.error->message, "for ***");
  EXPECT_EQ(result.redirects[0].location, "/***");
  EXPECT_EQ(result.checks[0].name, "***");
  EXPECT_EQ(result.checks[0].expected, "***");
  EXPECT_EQ(result.checks[0].actual, "***");
  EXPECT_EQ(result.response.content_type, "***");
  EXPECT_EQ(result.response.body, "a body with ***");
  EXPECT_EQ(result.response.headers->at(0).second, "***");
  EXPECT_EQ(result.response.tls->subject, "***");
  EXPECT_EQ(result.response.tls->issuer, "***");
}

}  // namespace
}  // namespace urlfan
