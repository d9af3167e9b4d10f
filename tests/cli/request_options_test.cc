#include "src/cli/options/request_options.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/cli/typed.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::request_options_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

MessagePtr request_message(const std::vector<std::string>& arguments) {
  return settings_of(arguments).rules.message;
}

TEST(RequestMessage, IsNoneWhenNothingIsSaid) {
  EXPECT_EQ(request_message({}), nullptr);
  EXPECT_EQ(request_message({"--user="}), nullptr) << "as an unset variable gives";
}

TEST(RequestMessage, HeadersComeFromTheCommandLineAndFromFiles) {
  const TemporaryFolder folder;
  const std::string file = folder.write("headers", "X-B: 2\r\n\nX-C;\nAccept:");
  const Settings settings = settings_of({"-H", "X-A: 1", "-H", "@" + file});
  const auto& message = settings.rules.message;
  ASSERT_EQ(message->headers.size(), 4U);
  EXPECT_EQ(message->headers[0].value, "1");
  EXPECT_EQ(message->headers[1].value, "2");
  EXPECT_EQ(message->headers[2].value, "");
  EXPECT_EQ(message->headers[3].value, std::nullopt);
  EXPECT_THAT(settings.files_read, ElementsAre("urls.txt", file));
}

TEST(RequestMessage, PartsOfTheBodyAreJoinedAndFilesLoseTheirLineEnds) {
  const TemporaryFolder folder;
  const std::string file = folder.write("data", "{\n \"a\": 1\r\n}\n");
  const auto message = request_message({"-d", "a=1", "-d", "@" + file, "-d", "b=2"});
  EXPECT_EQ(*message->body, "a=1&{ \"a\": 1}&b=2");
  EXPECT_EQ(message->body_type, "application/x-www-form-urlencoded");
}

TEST(RequestMessage, AnEmptyBodyIsABody) { EXPECT_EQ(*request_message({"-d", ""})->body, ""); }

TEST(RequestMessage, SaysWhoAsks) {
  const auto user = request_message({"-u", "joe:a:b"});
  EXPECT_EQ(user->credentials->user, "joe");
  EXPECT_EQ(user->credentials->password, "a:b");
  const auto bearer = request_message({"--oauth2-bearer", "abc"});
  EXPECT_EQ(bearer->headers.at(0).value, "Bearer abc");
  const TemporaryFolder folder;
  const std::string jar = folder.write("jar", "");
  const Settings settings = settings_of({"-b", "a=1; b=2", "-b", "c=3", "-b", jar});
  EXPECT_EQ(settings.rules.message->cookies, "a=1; b=2; c=3");
  EXPECT_THAT(settings.files_read, ElementsAre("urls.txt", jar));
}

TEST(RequestMessage, RefusesWhatItCannotMean) {
  EXPECT_THAT(complaint_of({"-H", "X-A 1"}), HasSubstr("expected \"Name: value\""));
  EXPECT_THAT(complaint_of({"-H", "@/no/file"}), HasSubstr("cannot read /no/file"));
  EXPECT_THAT(complaint_of({"-d", "@/tmp"}), HasSubstr("cannot read /tmp"));
  EXPECT_THAT(complaint_of({"-u", "joe"}), HasSubstr("expected USER:PASSWORD"));
  EXPECT_THAT(complaint_of({"-d", "x", "-X", "HEAD"}), HasSubstr("HEAD has no body"));
  EXPECT_THAT(complaint_of({"-A", "a\nb"}), HasSubstr("--user-agent has a control character"));
}

TEST(RequestMessage, AFileIsReadOnceSoThatItMayBeAPipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  ASSERT_EQ(write(ends[1], "X-A: 1\n", 7), 7);
  close(ends[1]);
  const std::string name = "/dev/fd/" + std::to_string(ends[0]);
  const Settings settings = settings_of({"-H", "@" + name});
  ASSERT_TRUE(settings.rules.message);
  EXPECT_TRUE(settings.rules.message->has_header("x-a"));
  EXPECT_THAT(settings.files_read, testing::Contains(name));
  std::array<char, 1> rest{};
  EXPECT_EQ(read(ends[0], rest.data(), rest.size()), 0) << "and to its end";
  close(ends[0]);
}

TEST(RequestMessage, AFileThatCannotBeReadToItsEndIsRefused) {
  // It opens, and reading gives EIO.
  const std::string broken = "/proc/self/mem";
  EXPECT_NE(complaint_of({"-d", "@" + broken}), "");
  EXPECT_NE(complaint_of({"-H", "@" + broken}), "");
  EXPECT_NE(complaint_of({"-b", broken}), "");
}

TEST(Cookies, OfAFileGoToTheTransport) {
  const TemporaryFolder folder;
  const std::string file =
      folder.write("jar", "# Netscape HTTP Cookie File\na.test\tFALSE\t/\tFALSE\t0\tsid\t1234\n");
  const auto cookies = settings_of({"-b", file}).client.cookies;
  ASSERT_EQ(cookies.size(), 1U);
  EXPECT_TRUE(cookies[0].ends_with("sid\t1234")) << cookies[0];
  EXPECT_THAT(complaint_of({"-b", "sid"}), HasSubstr("expected NAME=VALUE or a file"));
}

TEST(ConfigurationSecrets, AreThoseOfProxiesNetrcKeysAndCookieFiles) {
  const TemporaryFolder folder;
  const std::string netrc = folder.write(
      ".netrc",
      "machine a.test\n password n3trc\n login ann\ndefault login x password \"y0 \\\"y0\"");
  const std::string jar = folder.write("jar", "a.test\tFALSE\t/\tFALSE\t0\tsid\tc00kie-c00kie\n");
  setenv("HOME", netrc.substr(0, netrc.rfind('/')).c_str(), 1);
  const Settings settings = settings_of(
      {"--proxy=http://joe:pr0xy%21@p.test:3128", "--netrc", "--cert=c:k3ypw", "-b", jar});
  EXPECT_EQ(settings.secrets->hide("pr0xy! pr0xy%21 n3trc y0 \"y0 k3ypw c00kie-c00kie ann joe"),
            "*** *** *** *** *** *** ann joe");
  EXPECT_THAT(settings.files_read, ElementsAre("urls.txt", netrc, jar, "c", "c"));
}

TEST(Environment, WhatAListTakesFromItIsSecret) {
  setenv("URLFAN_TEST_KEY", "v4lue-of-it", 1);
  const Settings settings = settings_of({});
  EXPECT_EQ(settings.secrets->hide("v4lue-of-it"), "v4lue-of-it") << "not yet taken";
  const auto request = parse_line("https://a.test/?k=${URLFAN_TEST_KEY}", settings.rules);
  ASSERT_TRUE(request && !request->bad);
  EXPECT_EQ(request->target.url, "https://a.test/?k=v4lue-of-it");
  EXPECT_EQ(settings.secrets->hide(request->target.url), "https://a.test/?k=${URLFAN_TEST_KEY}");
}

TEST(Insecure, IsSaidAloud) {
  EXPECT_THAT(settings_of({"--insecure"}).warnings,
              ElementsAre(HasSubstr("certificates are not checked")));
}

}  // namespace
}  // namespace urlfan::request_options_test
