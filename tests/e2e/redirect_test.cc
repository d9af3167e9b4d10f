#include <gmock/gmock.h>

#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/nginx.h"

namespace urlfan::redirect_test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string with_user(std::string url) { return url.insert(7, "joe:s3cret@"); }

Json only_result(const Outcome& run) { return run.document()["results"][0]; }

TEST(Redirects, AreFollowedAndTold) {
  const Nginx nginx;
  const Json result = only_result(run_urlfan({nginx.url("/redirect")}));
  EXPECT_TRUE(result["ok"]);
  EXPECT_EQ(result["status"], 200);
  EXPECT_EQ(result["url"], nginx.url("/redirect"));
  EXPECT_EQ(result["effective_url"], nginx.url("/ok"));
  ASSERT_EQ(result["redirects"].size(), 1U);
  const Json& hop = result["redirects"][0];
  EXPECT_EQ(hop["status"], 301);
  EXPECT_EQ(hop["location"], nginx.url("/ok"));
  EXPECT_EQ(hop["method"], "GET");
  EXPECT_EQ(hop["url"], nginx.url("/redirect"));
  EXPECT_LT(hop["started_at"], result["exchange_started_at"]);
  EXPECT_TRUE(hop["timings_ms"]["wait"].is_number());
  EXPECT_EQ(result["attempts"], 1);
  EXPECT_TRUE(result["timings_ms"]["redirect"].is_number());
}

TEST(Redirects, CanBeLeftAlone) {
  const Nginx nginx;
  const Json result = only_result(run_urlfan({"--no-follow", nginx.url("/redirect")}));
  EXPECT_EQ(result["status"], 301);
  EXPECT_TRUE(result["ok"]);
  EXPECT_EQ(result["redirects"], Json::array());
}

TEST(Redirects, AreLimited) {
  const Nginx nginx;
  const Json result = only_result(run_urlfan({"--max-redirs", "0", nginx.url("/redirect")}));
  EXPECT_EQ(result["error"]["code"], "too_many_redirects");
}

TEST(Redirects, TakeThePasswordAlongOnTheSameHostOnly) {
  const Nginx nginx;
  const std::string sent = "authorization=Basic *** ";  // hidden only where it is
  const Json same = only_result(run_urlfan({with_user(nginx.url("/same-host"))}));
  EXPECT_THAT(same["body"].get<std::string>(), HasSubstr(sent));
  const Json other = only_result(run_urlfan({with_user(nginx.url("/to-other-host"))}));
  EXPECT_THAT(other["body"].get<std::string>(), HasSubstr("authorization= "));
}

TEST(Redirects, MakeAPostAGetWhereBrowsersDo) {
  const Nginx nginx;
  const auto method_after = [&nginx](const std::string& path) {
    return only_result(run_urlfan({}, "POST " + nginx.url(path) + "\n"))["body"].get<std::string>();
  };
  EXPECT_THAT(method_after("/same-host"), HasSubstr("method=GET"));
  EXPECT_THAT(method_after("/see-other"), HasSubstr("method=GET"));
  EXPECT_THAT(method_after("/temporary"), HasSubstr("method=POST"));
}

TEST(Credentials, OfOneLineNeverReachTheNext) {
  const Nginx nginx;
  // One slot, so that all lines use the same easy handle and connection.
  const std::string list = with_user(nginx.url("/headers")) + "\n" + nginx.url("/headers") + "\n";
  const Json results = run_urlfan({"-c", "1"}, list).document()["results"];
  EXPECT_THAT(results[0]["body"].get<std::string>(), HasSubstr("authorization=Basic"));
  EXPECT_THAT(results[1]["body"].get<std::string>(), HasSubstr("authorization= "));
}

TEST(Credentials, AreNeverPrinted) {
  const Nginx nginx;
  const std::string list = with_user(nginx.url("/missing")) + "\n" + with_user(nginx.url("/ok")) +
                           " colour=red\n" + with_user(nginx.url("/same-host")) + "\n" +
                           "http://joe:s3cret word@h/\nhttp://joe:s3cret@[bad/\n";
  for (const char* format : {"json", "ndjson", "table"}) {
    const Outcome run = run_urlfan({"--format", format, "--body", "none", "-vv"}, list);
    EXPECT_THAT(run.out + run.err, Not(HasSubstr("s3cret"))) << format;
    EXPECT_THAT(run.out + run.err, HasSubstr("joe:***@")) << format;
  }
  const Outcome dry = run_urlfan({"--dry-run"}, list);
  EXPECT_THAT(dry.out + dry.err, Not(HasSubstr("s3cret")));
}

TEST(Methods, AreSentWithoutInventedHeaders) {
  const Nginx nginx;
  const auto body_of = [&nginx](const std::string& method) {
    const Json result = only_result(run_urlfan({}, method + " " + nginx.url("/headers") + "\n"));
    return result["body"].is_null() ? std::string() : result["body"].get<std::string>();
  };
  EXPECT_THAT(body_of("POST"), HasSubstr("method=POST"));
  EXPECT_THAT(body_of("POST"), HasSubstr("type= length=0"));
  EXPECT_THAT(body_of("PUT"), HasSubstr("method=PUT"));
  EXPECT_THAT(body_of("PUT"), HasSubstr("type= length=0"));
  EXPECT_THAT(body_of("DELETE"), HasSubstr("method=DELETE"));
  EXPECT_THAT(body_of("GET"), HasSubstr("method=GET"));
  EXPECT_EQ(body_of("HEAD"), "");
}

TEST(Methods, OneHandleForgetsTheMethodBefore) {
  const Nginx nginx;
  std::string list;
  for (const char* method : {"POST", "GET", "HEAD", "GET", "PUT", "GET", "DELETE", "GET"}) {
    list += std::string(method) + " " + nginx.url("/headers") + "\n";
  }
  const Json results = run_urlfan({"-c", "1"}, list).document()["results"];
  for (const auto& result : results) {
    if (result["method"] == "HEAD") continue;
    EXPECT_THAT(result["body"].get<std::string>(),
                HasSubstr("method=" + result["method"].get<std::string>() + " "));
  }
}

}  // namespace
}  // namespace urlfan::redirect_test
