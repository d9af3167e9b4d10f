// A server that nobody here wrote, endpoint by endpoint.

#include "tests/support/httpbin.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/e2e/cli.h"

namespace urlfan::httpbin_test {
namespace {

const std::string kLists = URLFAN_SOURCE_DIR "/tests/e2e/";

/// What failed, one line each.
std::string failures(const Outcome& run) {
  std::string all;
  const Json document = run.document();
  for (const auto& result : document["results"]) {
    if (!result["error"].is_null()) {
      all += result["method"].dump() + " " + result["url"].dump() + " " + result["error"].dump() +
             result["checks"].dump() + result["body"].dump() + "\n";
    }
  }
  return all;
}

TEST(Httpbin, AnswersTheListOfItsEndpoints) {
  const Httpbin httpbin;
  const Outcome run = run_urlfan({"--base-url", httpbin.base(), "--compressed", "--body", "300",
                                  kLists + "httpbin.txt", kLists + "httpbin.jsonl"});
  EXPECT_THAT(failures(run), testing::HasSubstr("too_many_redirects"));
  const Json document = run.document();
  EXPECT_EQ(document["summary"]["failed"], 1) << failures(run);
  EXPECT_GT(document["summary"]["total"], 70);
  EXPECT_EQ(run.code, 3);
}

TEST(Httpbin, KnowsWhoAsks) {
  const Httpbin httpbin;
  const auto passes = [&httpbin](std::vector<std::string> options, const std::string& path) {
    options.push_back(httpbin.base() + path);
    const Outcome run = run_urlfan(options);
    EXPECT_EQ(failures(run), "") << path;
    return run.code == 0;
  };
  EXPECT_TRUE(passes({"-u", "joe:pw"}, "/basic-auth/joe/pw"));
  EXPECT_TRUE(passes({"-u", "joe:pw"}, "/hidden-basic-auth/joe/pw"));
  EXPECT_TRUE(passes({"-u", "joe:pw", "--digest"}, "/digest-auth/auth/joe/pw/MD5"));
  EXPECT_TRUE(passes({"-u", "joe:pw", "--digest"}, "/digest-auth/auth/joe/pw/SHA-256"));
  EXPECT_TRUE(passes({"-u", "joe:pw", "--digest", "-d", "a=b", "-X", "GET"},
                     "/digest-auth/auth-int/joe/pw"));
  EXPECT_TRUE(passes({"--oauth2-bearer", "abc"}, "/bearer"));
  std::string with_user = httpbin.base() + "/digest-auth/auth/ann/pw2";
  with_user.insert(7, "ann:pw2@");
  EXPECT_EQ(run_urlfan({"--digest", with_user}).code, 0);
  EXPECT_EQ(run_urlfan({"-u", "joe:wrong", "--digest", httpbin.base() + "/digest-auth/auth/joe/pw"})
                .document()["results"][0]["status"],
            401);
}

TEST(Httpbin, DigestOfOneHostIsNotOfferedToTheNext) {
  const Httpbin first;
  const Httpbin second;
  const std::string path = "/digest-auth/auth/joe/pw\n";
  std::string list;
  for (int i = 0; i < 3; ++i) list += first.base() + path + second.base() + path;
  const Outcome run = run_urlfan({"-c", "1", "--digest", "-u", "joe:pw"}, list);
  EXPECT_EQ(failures(run), "");
}

TEST(Httpbin, OwnAuthorizationGoesBeforeCredentials) {
  const Httpbin httpbin;
  const Outcome run =
      run_urlfan({"--digest", "-u", "joe:pw"},
                 "{\"url\":\"" + httpbin.base() +
                     "/digest-auth/auth/joe/pw\",\"headers\":{\"Authorization\":null}}\n");
  EXPECT_EQ(run.document()["results"][0]["status"], 401);
}

}  // namespace
}  // namespace urlfan::httpbin_test
