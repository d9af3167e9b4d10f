// What is sent, as a real server sees it.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/gzip.h"
#include "tests/support/nginx.h"

namespace urlfan::request_test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The bodies of all results, whole, in the order of the list.
std::vector<std::string> bodies(const std::vector<std::string>& options, const std::string& list,
                                const Launch& launch = {}) {
  std::vector<std::string> arguments = options;
  arguments.insert(arguments.end(), {"--body", "full", "-"});
  const Outcome run = run_urlfan(arguments, list, launch);
  std::vector<std::string> all;
  const Json document = run.document();
  for (const auto& result : document["results"]) {
    all.push_back(result["body"].is_string() ? result["body"].get<std::string>()
                                             : result["error"].dump());
  }
  return all;
}

TEST(Headers, AreSentAndDefaultsCanBeLeftOut) {
  const Nginx nginx;
  const auto seen = bodies({"-H", "X-Key: 12", "-H", "User-Agent:", "-H", "Accept: text/csv"},
                           nginx.url("/headers") + "\n{\"url\":\"" + nginx.url("/headers") +
                               "\",\"headers\":{\"x-key\":\"34\",\"Host\":\"other.test\"}}\n");
  EXPECT_THAT(seen[0], HasSubstr("key=12"));
  EXPECT_THAT(seen[0], HasSubstr("agent= "));
  EXPECT_THAT(seen[0], HasSubstr("accept=text/csv"));
  EXPECT_THAT(seen[1], HasSubstr("key=34"));
  EXPECT_THAT(seen[1], HasSubstr("host=other.test"));
}

TEST(Headers, OfOneLineNeverReachTheNext) {
  const Nginx nginx;
  const std::string plain = nginx.url("/headers") + "\n";
  const std::string own =
      "{\"url\":\"" + nginx.url("/headers") + "\",\"headers\":{\"X-Key\":\"34\"},\"body\":\"x\"}\n";
  const auto seen = bodies({"-c", "1"}, own + plain + own + plain);
  EXPECT_THAT(seen[0], HasSubstr("method=POST"));
  EXPECT_THAT(seen[0], HasSubstr("key=34"));
  EXPECT_THAT(seen[1], HasSubstr("method=GET"));
  EXPECT_THAT(seen[1], HasSubstr("type= length= key= "));
  EXPECT_EQ(seen[0], seen[2]);
  EXPECT_EQ(seen[1], seen[3]);
}

TEST(Body, ComesAsItIs) {
  const Nginx nginx;
  const std::string url = "{\"url\":\"" + nginx.url("/echo") + "\",";
  const auto seen = bodies({}, url + R"("body":"line\nline\t\u00e9"})" + "\n" + url +
                                   R"("body":{"z":[1,2.50,null],"a":"b"}})" + "\n" + url +
                                   R"("body_base64":"AP8K","method":"PUT"})" + "\n" + url +
                                   R"("body":""})" + "\n");
  EXPECT_EQ(seen[0], "line\nline\t\xC3\xA9");
  EXPECT_EQ(seen[1], R"({"z":[1,2.50,null],"a":"b"})");
  EXPECT_EQ(seen[2], "AP8K") << "as base64";
  EXPECT_EQ(seen[3], "");
}

TEST(Body, HasTheTypeThatItIsGiven) {
  const Nginx nginx;
  const std::string url = "{\"url\":\"" + nginx.url("/headers") + "\",";
  const std::string list = url + "\"body\":\"ab\"}\n" + url + "\"body\":[1]}\n" + url +
                           "\"body\":[1],\"headers\":{\"content-type\":\"a/b\"}}\n";
  const auto seen = bodies({}, list);
  EXPECT_THAT(seen[0], HasSubstr("type= length=2"));
  EXPECT_THAT(seen[1], HasSubstr("type=application/json length=3"));
  EXPECT_THAT(seen[2], HasSubstr("type=a/b length=3"));
}

TEST(Body, OfTheCommandLineGoesWithLinesThatMayHaveOne) {
  const Nginx nginx;
  const std::string url = nginx.url("/headers") + "\n";
  const auto seen = bodies({"-d", "a=1", "-d", "b=2"}, url + "GET " + url + "PATCH " + url);
  EXPECT_THAT(seen[0], HasSubstr("method=POST"));
  EXPECT_THAT(seen[0], HasSubstr("type=application/x-www-form-urlencoded length=7"));
  EXPECT_THAT(seen[1], HasSubstr("method=GET"));
  EXPECT_THAT(seen[1], HasSubstr("type= length= "));
  EXPECT_THAT(seen[2], HasSubstr("method=PATCH"));
  EXPECT_THAT(seen[2], HasSubstr("length=7"));
}

TEST(Body, ALargeOneIsSentAtOnce) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string file = folder.write("large", std::string(std::size_t{900} << 10U, 'x'));
  const Outcome run = run_urlfan({"-d", "@" + file, "--body", "none", nginx.url("/echo")});
  const Json result = run.document()["results"][0];
  EXPECT_EQ(result["status"], 200) << result["error"];
  EXPECT_EQ(result["body_bytes"], 900 << 10);
}

TEST(Authentication, BasicBearerAndCookiesAreSent) {
  const Nginx nginx;
  const std::string url = nginx.url("/headers") + "\n";
  EXPECT_THAT(bodies({"-u", "joe:s3cret"}, url)[0], HasSubstr("authorization=Basic *** "));
  EXPECT_THAT(bodies({"--oauth2-bearer", "t0ken"}, url)[0], HasSubstr("authorization=Bearer *** "));
  EXPECT_THAT(bodies({"-b", "a=1; b=2"}, url)[0], HasSubstr("cookie=*** "));
}

TEST(Authentication, OfTheUrlGoesFirst) {
  const Nginx nginx;
  std::string own = nginx.url("/headers");
  own.insert(7, "ann:0ther@");
  const auto seen = bodies({"-u", "joe:s3cret"}, own + "\n" + nginx.url("/headers") + "\n");
  EXPECT_THAT(seen[0], HasSubstr("authorization=Basic *** "));
  const Outcome run = run_urlfan({"-u", "joe:s3cret"}, own + "\n");
  EXPECT_THAT(run.document()["results"][0]["url"], HasSubstr("ann:***@"));
}

TEST(Authentication, NetrcHasThePasswordOfAHost) {
  const Nginx nginx;
  const TemporaryFolder home;
  home.write(".netrc", "machine 127.0.0.1 login joe password s3cret\n");
  const Launch launch{.environment = {{"HOME", home.path()}}};
  const std::string there = nginx.url("/headers") + "\n";
  const std::string elsewhere = "http://localhost:" + std::to_string(nginx.port()) + "/headers\n";
  const auto seen = bodies({"-n"}, there + elsewhere, launch);
  EXPECT_THAT(seen[0], HasSubstr("authorization=Basic *** "));
  EXPECT_THAT(seen[1], HasSubstr("authorization= "));
  EXPECT_THAT(bodies({}, there, launch)[0], HasSubstr("authorization= ")) << "only when asked";
  const Outcome none = run_urlfan({"-n", there}, {}, {.environment = {{"HOME", "/no/home"}}});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("/no/home/.netrc"));
}

TEST(Authentication, NetrcHasThePasswordOfAUserThatTheUrlNames) {
  const FaultServer server;
  const TemporaryFolder home;
  home.write(".netrc",
             "machine 127.0.0.1 login joe password s3cret\n"
             "machine 127.0.0.1 login ann password 0ther\n");
  std::string url = server.url("/echo");
  url.insert(7, "ann@");
  run_urlfan({"-n", "--save-dir", home.path(), url}, {}, {.environment = {{"HOME", home.path()}}});
  std::string seen;
  for (const auto& file : std::filesystem::directory_iterator(home.path())) {
    if (file.path().filename() == ".netrc") continue;
    std::ifstream in(file.path());
    seen.assign(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_THAT(seen, HasSubstr("Authorization: Basic YW5uOjB0aGVy\r\n")) << "ann:0ther";
}

TEST(Cookies, OfAFileThatWouldGoNowhereAreRefused) {
  const TemporaryFolder folder;
  const std::string headers =
      folder.write("headers", "Set-Cookie: sid=1234; path=/\nSet-Cookie: k=v; domain=a.test\n");
  const Outcome run = run_urlfan({"-b", headers, "http://127.0.0.1:1/"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("\"sid\" of a cookie file has no domain"));
  const std::string whole = folder.write("whole", "Set-Cookie: k=v; domain=127.0.0.1\n");
  EXPECT_EQ(run_urlfan({"-b", whole, "http://127.0.0.1:1/"}).code, 3);
}

TEST(Cookies, OfAFileGoToTheirHosts) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string jar = folder.write("jar",
                                       "# Netscape HTTP Cookie File\n"
                                       "127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tof-that-host\n");
  const std::string elsewhere = "http://localhost:" + std::to_string(nginx.port()) + "/headers\n";
  const auto seen = bodies({"-b", jar}, nginx.url("/headers") + "\n" + elsewhere);
  EXPECT_THAT(seen[0], HasSubstr("cookie=sid=*** "));
  EXPECT_THAT(seen[1], HasSubstr("cookie= "));
}

TEST(Cookies, ThatAnAnswerSetsGoAlongOnItsRedirectsOnly) {
  const Nginx nginx;
  const auto seen = bodies({"-c", "1"}, nginx.url("/set-cookie") + "\n" + nginx.url("/headers") +
                                            "\n" + nginx.url("/cookie-elsewhere") + "\n");
  EXPECT_THAT(seen[0], HasSubstr("cookie=sid=c00kie "));
  EXPECT_THAT(seen[1], HasSubstr("cookie= ")) << "the next line has none of it";
  EXPECT_THAT(seen[2], HasSubstr("cookie= ")) << "nor has another host";
}

TEST(Redirects, LeaveAtTheFirstHostWhatIsItsOwn) {
  const Nginx nginx;
  const std::vector<std::string> secrets{"-H", "X-Key: k3y", "-b", "sid=1234",
                                         "-u", "joe:s3cret", "-H", "Accept: text/csv"};
  const auto seen =
      bodies(secrets, nginx.url("/same-host") + "\n" + nginx.url("/to-other-host") + "\n");
  EXPECT_THAT(seen[0], HasSubstr("key=k3y"));
  EXPECT_THAT(seen[0], HasSubstr("cookie=***"));
  EXPECT_THAT(seen[0], HasSubstr("authorization=Basic ***"));
  EXPECT_THAT(seen[1], HasSubstr("key= "));
  EXPECT_THAT(seen[1], HasSubstr("cookie= "));
  EXPECT_THAT(seen[1], HasSubstr("authorization= "));
  EXPECT_THAT(seen[1], HasSubstr("accept=text/csv"));
}

TEST(Redirects, NeverTakeNetrcToAnotherPort) {
  const Nginx nginx;
  const TemporaryFolder home;
  home.write(".netrc", "machine localhost login joe password s3cret\n");
  const std::string start = "http://localhost:" + std::to_string(nginx.port());
  const Launch launch{.environment = {{"HOME", home.path()}}};
  EXPECT_THAT(bodies({"-n"}, start + "/same-host\n", launch)[0], HasSubstr("Basic ***"));
  // From 127.0.0.1 to localhost, which has an entry.
  EXPECT_THAT(bodies({"-n"}, nginx.url("/to-other-host") + "\n", launch)[0],
              HasSubstr("authorization= "));
}

TEST(Cookies, OfAFileStayBehindWhereALineSaysSo) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string jar = folder.write("jar", "127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tof-that-host\n");
  const std::string line = "{\"url\":\"" + nginx.url("/headers") + "\"";
  const auto seen =
      bodies({"-c", "1", "-b", jar},
             line + "}\n" + line + ",\"headers\":{\"Cookie\":null}}\n" + line + "}\n");
  EXPECT_THAT(seen[0], HasSubstr("cookie=sid="));
  EXPECT_THAT(seen[1], HasSubstr("cookie= "));
  EXPECT_EQ(seen[2], seen[0]);
}

TEST(Lists, VariablesComeFromTheEnvironmentAndAreNeverShown) {
  const Nginx nginx;
  const Launch launch{.environment = {{"KEY", "v4lue-of-key"}, {"WHERE", nginx.url("")}}};
  const std::string list =
      "${WHERE}/headers?k=${KEY} name=\"with ${KEY}\"\n"
      "{\"url\":\"${WHERE}/headers\",\"headers\":{\"X-Key\":\"${KEY}\"}}\n"
      "http://${NOT_SET_HERE}/\n";
  const Outcome run = run_urlfan({"-vv", "--body", "full"}, list, launch);
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["url"], "${WHERE}/headers?k=${KEY}");
  EXPECT_EQ(results[0]["name"], "with ${KEY}");
  EXPECT_EQ(results[0]["status"], 200);
  EXPECT_THAT(results[1]["body"].get<std::string>(), HasSubstr("key=${KEY} "));
  EXPECT_EQ(results[2]["error"]["code"], "invalid_input");
  EXPECT_THAT(run.out + run.err, Not(HasSubstr("v4lue")));
  EXPECT_EQ(run.code, 2);
  const Outcome dry = run_urlfan({"--dry-run"}, list, launch);
  EXPECT_THAT(dry.out + dry.err, Not(HasSubstr("v4lue")));
  EXPECT_EQ(dry.document()["requests"][1]["headers"][0]["value"], "***");
}

TEST(Lists, OfDifferentKindsAreReadOneAfterTheOther) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string text = folder.write("list.txt", nginx.url("/ok") + " name=text\n");
  const std::string packed = folder.write(
      "list.jsonl.gz", gzip("{\"url\":\"" + nginx.url("/ok") + "\",\"name\":\"packed\"}\n"));
  const Outcome run =
      run_urlfan({text, packed, "-", nginx.url("/json")}, gzip(nginx.url("/ok") + " name=piped"));
  const Json results = run.document()["results"];
  ASSERT_EQ(results.size(), 4U) << run.err;
  EXPECT_EQ(results[0]["name"], "text");
  EXPECT_EQ(results[1]["name"], "packed");
  EXPECT_EQ(results[2]["name"], "piped");
  EXPECT_EQ(run.code, 0);
}

TEST(Lists, OnePackedThatIsCutOffIsAResultAndNotComplete) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string whole = gzip(nginx.url("/ok") + "\n" + nginx.url("/ok") + "\n");
  const std::string list = folder.write("list.gz", whole.substr(0, whole.size() - 3));
  const Outcome run = run_urlfan({list});
  const Json document = run.document();
  EXPECT_EQ(document["results"].size(), 3U);
  EXPECT_THAT(document["results"][2]["error"]["message"], HasSubstr("list.gz"));
  EXPECT_EQ(document["summary"]["input_complete"], false);
  EXPECT_EQ(run.code, 2);
}

}  // namespace
}  // namespace urlfan::request_test
