#include "urlfan/secrets.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "src/base/text.h"
#include "tests/support/results.h"

namespace urlfan::secrets_test {
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

TEST(Secrets, AreFoundHoweverTheirCharactersAreEscaped) {
  Secrets secrets;
  secrets.add("a\"b\\c/\xC3\xA9'd+e %f");
  EXPECT_EQ(secrets.hide("<a\"b\\c/\xC3\xA9'd+e %f>"), "<***>");
  EXPECT_EQ(secrets.hide(R"(<a\"b\\c\/\u00e9'd+e %f>)"), "<***>") << "JSON";
  EXPECT_EQ(secrets.hide("<a%22b%5Cc/%C3%A9'd%2be+%25f>"), "<***>") << "a query";
  EXPECT_EQ(secrets.hide("<a\"b\\c/\xC3\xA9'\\''d+e %f>"), "<***>") << "a shell";
  EXPECT_EQ(secrets.hide("<a\"b\\c/\xC3\xA9'd e %f>"), "<***>") << "decoded once too often";
}

TEST(Secrets, EscapesInASecretAreMeantAsTheyStand) {
  Secrets secrets;
  secrets.add("100%25+x");
  EXPECT_EQ(secrets.hide("<100%25+x> <100%2525%2Bx>"), "<***> <***>");
}

TEST(Secrets, Base64IsFoundInTheFormForUrlsToo) {
  Secrets secrets;
  secrets.add("\xFB\xEF\xBE\xFF\xFF\xFF");
  EXPECT_EQ(secrets.hide("<++++////> <----____>"), "<***> <***>");
}

TEST(Secrets, AreHiddenInJson) {
  Secrets secrets;
  secrets.add("a \"b\" \\c\n\x01", "${KEY}");
  EXPECT_EQ(secrets.hide(R"({"key":"a \"b\" \\c\n\u0001"})"), R"({"key":"${KEY}"})");
}

TEST(Secrets, AreHiddenWhereAnExcerptHasTakenTheirFirstHalfForUserInformation) {
  constexpr auto marks = Secrets::Cut::at_marks;
  Secrets secrets;
  secrets.add("first@half@second", "${KEY}");
  EXPECT_EQ(secrets.hide(excerpt("first@half@second")), "${KEY}");
  EXPECT_EQ(secrets.hide(excerpt("http://first@half@second/x")), "http://${KEY}/x");
  EXPECT_EQ(secrets.hide(excerpt("first@half@second", 8), marks), "${KEY}...");
  Secrets short_tail;
  short_tail.add("first@sec", "${KEY}");
  EXPECT_EQ(short_tail.hide("http://joe:***@second/"), "http://joe:***@second/");
}

TEST(Secrets, AHostileTextCostsNoMoreThanItsLength) {
  Secrets secrets;
  for (int i = 0; i < 50; ++i) secrets.add("a secret, number " + std::to_string(i));
  const std::string dots(std::size_t{1} << 18U, '.');
  EXPECT_EQ(secrets.hide(dots), dots);
  const std::string starts(std::size_t{1} << 18U, 'a');
  EXPECT_EQ(secrets.hide(starts, Secrets::Cut::at_end), starts);
}

TEST(Secrets, AreHiddenInHtml) {
  Secrets secrets;
  secrets.add("a<b>&\"c'd\xC3\xA9");
  EXPECT_EQ(secrets.hide("<p>a&lt;b&gt;&amp;&quot;c&#39;d\xC3\xA9</p>"), "<p>***</p>");
  EXPECT_EQ(secrets.hide("<p>a&#60;b&#x3E;&amp;&quot;c&apos;d&#xE9;</p>"), "<p>***</p>");
  EXPECT_EQ(secrets.hide("a&lt;b; and c"), "a&lt;b; and c");
}

TEST(Secrets, AreFoundWhereJsonWritesACharacterAsAPair) {
  Secrets secrets;
  secrets.add("key\xF0\x9F\x98\x80!");
  EXPECT_EQ(secrets.hide(R"(<key\ud83d\ude00!>)"), "<***>");
  EXPECT_EQ(secrets.hide(R"(<key\ud83d!>)"), R"(<key\ud83d!>)");
}

TEST(Secrets, AreHiddenInTheBase64OfWhateverHoldsThem) {
  Secrets secrets;
  secrets.add("s3cr3t-t0ken");
  for (const char* before : {"", "a", "ab", "abc", "user:"}) {
    for (const char* behind : {"", "x", "xy", "xyz"}) {
      const std::string text = base64(before + std::string("s3cr3t-t0ken") + behind);
      const std::string hidden = secrets.hide("<" + text + ">");
      EXPECT_THAT(hidden, HasSubstr("***")) << text;
      // No character is left that has any bits of it.
      const auto most_left = [](std::string_view side) { return (side.size() * 8 + 5) / 6; };
      EXPECT_LE(hidden.size(),
                most_left(before) + most_left(behind) + std::string("<***>==").size())
          << hidden;
    }
  }
  EXPECT_EQ(secrets.hide("<" + base64("S3CR3T-T0KEN") + ">"), "<" + base64("S3CR3T-T0KEN") + ">")
      << "another text";
}

TEST(Secrets, AShortOneDoesNotSplitALongerOne) {
  Secrets secrets;
  secrets.add("t0ken");
  secrets.add("first-t0ken-and-more");
  EXPECT_EQ(secrets.hide("<first-t0ken-and-more>"), "<***>");
  secrets.add("xyz-first");
  EXPECT_EQ(secrets.hide("<xyz-first-t0ken-and-more>"), "<***>")
      << "one begins before the other ends";
  EXPECT_EQ(secrets.hide("t0kent0ken"), "******");
}

TEST(Secrets, OneOfAnotherSetDoesNotSplitALongerOne) {
  Secrets of_url;
  of_url.add("pass");
  Secrets of_run;
  of_run.add("compass-needle", "${KEY}");
  EXPECT_EQ(Secrets::hide({&of_url, nullptr, &of_run}, "<compass-needle> pass", {}),
            "<${KEY}> ***");
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
  message.cookies = "sid=12345678; lang=german99; ok=true";
  Secrets secrets;
  secrets.add(message);
  EXPECT_EQ(secrets.hide("abcdef 12345678 german99 staging true"), "*** *** *** staging true");
}

TEST(Secrets, WhatIsCutOffIsHiddenToo) {
  Secrets secrets;
  secrets.add("abcdefghij");
  EXPECT_EQ(secrets.hide("key=abcdefgh", Secrets::Cut::at_end), "key=***");
  EXPECT_EQ(secrets.hide("key=abcdefgh"), "key=abcdefgh");
  EXPECT_EQ(secrets.hide("key=abc", Secrets::Cut::at_end), "key=abc") << "as good as nothing";
  constexpr auto marks = Secrets::Cut::at_marks;
  EXPECT_EQ(secrets.hide("not a duration: abcdefgh...; expected", marks),
            "not a duration: ***...; expected");
  EXPECT_EQ(secrets.hide("a... abcde... b...", marks), "a... ***... b...");
}

TEST(Secrets, WhatIsLeftOfOneThatWasCutOffAtItsStartIsHiddenToo) {
  Secrets secrets;
  secrets.add("abcdefghijklmnop");
  constexpr auto marks = Secrets::Cut::at_marks;
  EXPECT_EQ(secrets.hide("...ijklmnop and more", marks), "...*** and more");
  EXPECT_EQ(secrets.hide("near \"...efghijkl...\"", marks), "near \"...***...\"");
  EXPECT_EQ(secrets.hide("...ijkl%6Dnop", marks), "...***");
  EXPECT_EQ(secrets.hide("...nop", marks), "...nop") << "too short to tell";
}

TEST(Secrets, WhatIsCutOffIsHiddenHoweverItIsEscaped) {
  constexpr auto at_end = Secrets::Cut::at_end;
  Secrets secrets;
  secrets.add("ab/cd\"ef gh\xC3\xA9ij<kl");
  const std::vector<std::string> forms{
      R"(ab\/cd\"ef gh\u00e9ij<kl)", "ab%2Fcd%22ef%20gh%C3%A9ij%3Ckl",
      "ab/cd&quot;ef gh&#233;ij&lt;kl", R"(ab\u002fcd\u0022ef gh\u00E9ij\u003ckl)"};
  for (const auto& form : forms) {
    for (std::size_t size = form.size(); size >= 15; --size) {
      EXPECT_EQ(secrets.hide("<" + form.substr(0, size), at_end), "<***") << form.substr(0, size);
    }
  }
  const std::string encoded = base64("user:ab/cd\"ef gh");
  EXPECT_EQ(secrets.hide(encoded.substr(0, 14), at_end), base64("user:a").substr(0, 6) + "***");
}

TEST(Secrets, OfCredentialsWithoutAPasswordTheUserIsTheSecret) {
  Secrets secrets;
  secrets.add(Credentials{.user = "sk_live_1234", .password = ""});
  EXPECT_EQ(secrets.hide("key sk_live_1234"), "key ***");
  EXPECT_EQ(secrets.hide(base64("sk_live_1234:")), "***");
  Target target{.url = "https://h/",
                .origin = {"https", "h", 443},
                .credentials = Credentials{"sk_live_1234", ""}};
  EXPECT_EQ(target.display_url(), "https://***@h/");
}

TEST(Secrets, NothingOfAResultShowsThem) {
  Result result = failed();
  const std::string secret = "s3cr3t-value";
  result.name = secret;
  result.url = result.effective_url = "http://a.test/" + secret;
  result.error->message = "for " + secret;
  result.redirects = {{.status = 302, .location = "/" + secret, .url = "http://a/" + secret}};
  result.history = {{.status = 503,
                     .error = {},
                     .total = {},
                     .effective_url = "http://b/" + secret,
                     .redirects = result.redirects}};
  result.curl_command = "curl http://c/" + secret;
  result.checks = {{secret, false, secret, secret}};
  result.response.content_type = secret;
  result.response.body = "a body with s3cr3t";
  result.response.body_truncated = true;
  result.response.headers = {{"x-echo", secret}};
  result.response.tls = TlsFacts{"TLSv1.3", secret, secret, {}};
  Secrets secrets;
  secrets.add(secret);
  Secrets::hide({&secrets}, result);
  EXPECT_EQ(result.name, "***");
  EXPECT_EQ(result.url, "http://a.test/***");
  EXPECT_EQ(result.effective_url, "http://a.test/***");
  EXPECT_EQ(result.error->message, "for ***");
  EXPECT_EQ(result.redirects[0].location, "/***");
  EXPECT_EQ(result.redirects[0].url, "http://a/***");
  EXPECT_EQ(result.history[0].effective_url, "http://b/***");
  EXPECT_EQ(result.history[0].redirects[0].url, "http://a/***");
  EXPECT_EQ(result.curl_command, "curl http://c/***");
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
}  // namespace urlfan::secrets_test
