#include "src/core/redirect.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "tests/support/requests.h"

namespace urlfan::redirect_test {
namespace {

using testing::HasSubstr;

Job job_for(const std::string& url, const std::string& method = "GET") {
  Job job;
  job.request = request(url);
  job.request.method = method;
  job.method = method;
  return job;
}

RedirectTo to(const std::string& url) { return {.location = url, .to = target(url)}; }

RedirectTo nowhere(ErrorCode code) {
  return {.location = "x:y", .to = make_error(code, "the reason")};
}

struct MethodRule {
  int status;
  const char* method;
  const char* next;
};

// Fetch standard, HTTP-redirect fetch, step 12.
constexpr MethodRule kRules[] = {
    {301, "GET", "GET"},       {301, "HEAD", "HEAD"},       {301, "POST", "GET"},
    {301, "PUT", "PUT"},       {301, "DELETE", "DELETE"},   {301, "PATCH", "PATCH"},
    {301, "TRACE", "TRACE"},   {301, "OPTIONS", "OPTIONS"}, {302, "GET", "GET"},
    {302, "HEAD", "HEAD"},     {302, "POST", "GET"},        {302, "PUT", "PUT"},
    {302, "DELETE", "DELETE"}, {302, "PATCH", "PATCH"},     {302, "OPTIONS", "OPTIONS"},
    {303, "GET", "GET"},       {303, "HEAD", "HEAD"},       {303, "POST", "GET"},
    {303, "PUT", "GET"},       {303, "DELETE", "GET"},      {303, "PATCH", "GET"},
    {303, "OPTIONS", "GET"},   {307, "GET", "GET"},         {307, "HEAD", "HEAD"},
    {307, "POST", "POST"},     {307, "PUT", "PUT"},         {307, "DELETE", "DELETE"},
    {307, "PATCH", "PATCH"},   {308, "GET", "GET"},         {308, "HEAD", "HEAD"},
    {308, "POST", "POST"},     {308, "PUT", "PUT"},         {308, "DELETE", "DELETE"},
    {308, "PATCH", "PATCH"},
};

TEST(Redirect, TheStatusDecidesTheMethodOfTheNextHop) {
  for (const auto& rule : kRules) {
    Job job = job_for("http://a.test/", rule.method);
    EXPECT_FALSE(follow_redirect(job, rule.status, to("http://a.test/2"), 10));
    EXPECT_EQ(job.method, rule.next) << rule.status << " to a " << rule.method;
    EXPECT_EQ(job.request.method, rule.method) << "the line's own method stays";
  }
}

TEST(Redirect, WhereNobodyIsToAskNothingGoesAlongThatSaysWhoAsks) {
  Job job = job_for("http://ann:word@a.test/");
  Message message;
  message.headers = {{"Authorization", "Bearer token"}, {"Accept", "text/html"}};
  message.cookies = "a=b";
  message.credentials = Credentials{.user = "joe", .password = "word"};
  job.message = std::make_shared<const Message>(message);
  auto redirect = to("http://a.test/2");
  redirect.anonymous = true;
  EXPECT_FALSE(follow_redirect(job, 302, redirect, 10));
  EXPECT_FALSE(job.at_home);
  EXPECT_FALSE(job.target().credentials);
  EXPECT_FALSE(job.message->credentials);
  EXPECT_FALSE(job.message->cookies);
  ASSERT_EQ(job.message->headers.size(), 1U);
  EXPECT_EQ(job.message->headers[0].name, "Accept");
}

TEST(Redirect, AMethodThatBecameGetStaysGet) {
  Job job = job_for("http://a.test/", "POST");
  EXPECT_FALSE(follow_redirect(job, 303, to("http://a.test/2"), 10));
  EXPECT_FALSE(follow_redirect(job, 307, to("http://a.test/3"), 10));
  EXPECT_EQ(job.method, "GET");
}

TEST(Redirect, TheNextHopIsTheTarget) {
  Job job = job_for("http://a.test/");
  EXPECT_FALSE(follow_redirect(job, 301, to("https://b.test/2"), 10));
  EXPECT_EQ(job.target().url, "https://b.test/2");
  EXPECT_EQ(job.target().origin.key(), "https://b.test:443");
  EXPECT_EQ(job.request.target.url, "http://a.test/");
  ASSERT_EQ(job.redirects.size(), 1U);
  EXPECT_EQ(job.redirects[0].status, 301);
  EXPECT_EQ(job.redirects[0].location, "https://b.test/2");
}

struct CredentialRule {
  const char* first;
  std::vector<const char*> hops;
  /// Who is named at the last hop; empty for nobody.
  const char* user;
  const char* why;
};

TEST(Redirect, CredentialsStayWithTheFirstHost) {
  const CredentialRule rules[] = {
      {"http://u:p@a.test/", {"http://a.test/2"}, "u", "the same host"},
      {"http://u:p@a.test/", {"http://a.test/2", "http://a.test/3"}, "u", "still the same host"},
      {"http://u:p@a.test/", {"http://b.test/"}, "", "another name"},
      {"http://u:p@a.test/", {"https://a.test/"}, "", "another scheme"},
      {"https://u:p@a.test/", {"http://a.test/"}, "", "another scheme, and a plain one"},
      {"http://u:p@a.test/", {"http://a.test:81/"}, "", "another port"},
      {"http://u:p@a.test/", {"http://b.test/", "http://a.test/"}, "", "back from elsewhere"},
      {"http://u:p@a.test/", {"http://v:q@b.test/"}, "v", "the server's own choice"},
      {"http://u:p@a.test/", {"http://v:q@a.test/"}, "v", "the server's own choice"},
      {"http://a.test/", {"http://a.test/"}, "", "there are none"},
      {"http://u:p@a.test/", {"http://v:q@b.test/", "http://b.test/2"}, "", "not the line's own"},
  };
  for (const auto& rule : rules) {
    Job job = job_for(rule.first);
    for (const auto* hop : rule.hops) EXPECT_FALSE(follow_redirect(job, 302, to(hop), 10));
    const auto& credentials = job.target().credentials;
    EXPECT_EQ(credentials ? credentials->user : "", rule.user) << rule.why;
  }
}

TEST(Redirect, AsManyAsAllowedAreFollowedAndNoMore) {
  Job job = job_for("http://a.test/");
  EXPECT_FALSE(follow_redirect(job, 302, to("http://a.test/1"), 2));
  EXPECT_FALSE(follow_redirect(job, 302, to("http://a.test/2"), 2));
  const auto refusal = follow_redirect(job, 302, to("http://a.test/3"), 2);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, ErrorCode::too_many_redirects);
  EXPECT_THAT(refusal->message, HasSubstr("2"));
  EXPECT_THAT(refusal->message, HasSubstr("http://a.test/3"));
  EXPECT_EQ(job.redirects.size(), 3U) << "the one too many is shown";
  EXPECT_EQ(job.target().url, "http://a.test/2") << "and not gone to";
}

TEST(Redirect, ZeroAllowsNone) {
  Job job = job_for("http://a.test/");
  const auto refusal = follow_redirect(job, 302, to("http://a.test/1"), 0);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, ErrorCode::too_many_redirects);
}

TEST(Redirect, AnUnsupportedSchemeIsTheServersFault) {
  Job job = job_for("http://a.test/");
  const auto refusal = follow_redirect(job, 302, nowhere(ErrorCode::unsupported_scheme), 10);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, ErrorCode::unsupported_scheme);
  EXPECT_EQ(refusal->phase, Phase::transfer);
  EXPECT_THAT(refusal->message, HasSubstr("the reason"));
  EXPECT_EQ(job.redirects.size(), 1U);
}

TEST(Redirect, AnUnusableLocationIsNotTheListsFault) {
  Job job = job_for("http://a.test/");
  const auto refusal = follow_redirect(job, 302, nowhere(ErrorCode::invalid_input), 10);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, ErrorCode::protocol_error);
  EXPECT_EQ(refusal->phase, Phase::transfer);
}

}  // namespace
}  // namespace urlfan::redirect_test
