#include "src/cli/curl_line.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/cli/typed.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::curl_line_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Settings settings(std::vector<std::string> arguments = {}) {
  arguments.emplace_back("--user-agent=urlfan/1");
  return settings_of(std::move(arguments));
}

std::string command(const Result& result, const Settings& given = settings(),
                    const Request& request = {}) {
  return CurlLine(given)(request, result);
}

std::string command(const Result& result, const Request& request) {
  return command(result, settings(), request);
}

Request with(const Message& message) {
  Request request;
  request.message = std::make_shared<const Message>(message);
  return request;
}

TEST(CurlLine, RepeatsTheRequestWithTheRunsLimits) {
  EXPECT_EQ(command(failed()),
            "curl --disable --globoff --silent --show-error --include --proto =http,https "
            "--user-agent urlfan/1 --location --max-redirs 10 --connect-timeout 7 --max-time 10 "
            "http://a.test/0");
}

TEST(CurlLine, TheOptionsOfTheRunAreInIt) {
  const std::string text =
      command(failed(), settings({"--http=2", "--compressed", "--cacert=my ca.pem",
                                  "--capath=certs", "--no-follow"}));
  EXPECT_THAT(text, HasSubstr(" --http2 "));
  EXPECT_THAT(text, HasSubstr(" --compressed "));
  EXPECT_THAT(text, HasSubstr(" --cacert 'my ca.pem' "));
  EXPECT_THAT(text, HasSubstr(" --capath certs "));
  EXPECT_THAT(text, Not(HasSubstr("--location")));
}

TEST(CurlLine, TheLinesOwnLimitsGoFirst) {
  Request request;
  request.timeout = ms(1500);
  request.connect_timeout = ms(250);
  EXPECT_THAT(command(failed(), request), HasSubstr(" --connect-timeout 0.25 --max-time 1.5 "));
}

TEST(CurlLine, MethodsAreSentAsUrlfanSendsThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"HEAD", " --head http"},
      {"POST", " --header Content-Type: --data '' http"},
      {"PUT", " --request PUT --header Content-Type: --data '' http"},
      {"DELETE", " --request DELETE http"}};
  for (const auto& [method, options] : cases) {
    Result result = failed();
    result.method = method;
    EXPECT_THAT(command(result), HasSubstr(options)) << method;
  }
}

TEST(CurlLine, WhatTheShellWouldTakeForItselfIsQuoted) {
  Result result = failed();
  result.url = "http://a.test/?a=1&b='$(touch x)'";
  EXPECT_TRUE(command(result).ends_with(" 'http://a.test/?a=1&b='\\''$(touch x)'\\'''"))
      << command(result);
}

TEST(CurlLine, SecretsStayHiddenAndNothingReachesTheTerminal) {
  Result result = failed();
  result.url = "http://joe:***@a.test/\x1b[31m";
  EXPECT_TRUE(command(result).ends_with(R"( 'http://joe:***@a.test/\x1b[31m')")) << command(result);
}

TEST(CurlLine, ThereIsNoneForALineThatWasNeverSent) {
  EXPECT_EQ(command(unreadable()), "");
  Result skipped = failed(0, ErrorCode::skipped);
  skipped.attempts = 0;
  EXPECT_EQ(command(skipped), "");
}

TEST(CurlLine, SendsTheSameMessageWithoutItsSecrets) {
  Message message;
  message.headers = {{"X-Key", "abc"}, {"Accept", "a/b"}, {"User-Agent", {}}, {"X-Empty", ""}};
  message.cookies = "sid=1";
  message.body = body_of("it's");
  message.body_type = "text/plain";
  message.credentials = Credentials{.user = "joe", .password = "pw12"};
  Result result = failed();
  result.method = "PUT";
  EXPECT_THAT(command(result, with(message)),
              HasSubstr(" --user 'joe:***' --header 'X-Key: ***' --header 'Accept: a/b' --header "
                        "User-Agent: --header 'X-Empty;' --cookie '***' --request PUT --header "
                        "'Content-Type: text/plain' --data-binary 'it'\\''s' http"));
}

TEST(CurlLine, ABodyThatATerminalWouldObeyComesByAPipe) {
  Message message;
  message.body = body_of("\x1b[2J\n");
  Result result = failed();
  result.method = "POST";
  EXPECT_THAT(command(result, with(message)), StartsWith("printf %s G1sySgo= | base64 -d | curl "));
  EXPECT_THAT(command(result, with(message)),
              HasSubstr(" --header Content-Type: --data-binary @- http"));
}

TEST(CurlLine, ABodyThatWouldNameAFileComesByAPipe) {
  Message message;
  message.body = body_of("@/etc/passwd");
  Result result = failed();
  result.method = "GET";
  EXPECT_THAT(command(result, with(message)),
              HasSubstr(" --request GET --header Content-Type: --data-binary @- "));
}

TEST(CurlLine, NothingThatIsSecretToTheRunIsInIt) {
  const Settings given = settings({"--proxy=http://joe:pr0xy@p.test:3128"});
  given.secrets->add("t0k3n-value", "${KEY}");
  Message message;
  message.body = body_of("\x01 t0k3n-value");
  message.headers = {{"Accept", "t0k3n-value"}};
  Result result = failed();
  result.url = "http://a.test/?key=${KEY}";
  result.method = "POST";
  const std::string text = command(result, given, with(message));
  EXPECT_THAT(text, StartsWith("printf %s ASAke0tFWX0= | base64 -d | curl "));
  EXPECT_THAT(text, HasSubstr(" --proxy 'http://***@p.test:3128' "));
  EXPECT_THAT(text, HasSubstr(" --header 'Accept: ${KEY}' "));
}

TEST(CurlLine, TakesTheSameWay) {
  const Settings given =
      settings({"--noproxy=*", "--unix-socket=/run/s", "--resolve=a.test:80:127.0.0.1",
                "--connect-to=a:1:b:2", "--interface=lo", "-4", "--cert=c.pem:x", "--key=k.pem",
                "--insecure", "--digest"});
  EXPECT_THAT(
      command(failed(), given),
      HasSubstr(" --digest --noproxy '*' --unix-socket /run/s --resolve a.test:80:127.0.0.1 "
                "--connect-to a:1:b:2 --interface lo --ipv4 --cert 'c.pem:***' --key k.pem "
                "--insecure "));
}

TEST(CurlLine, UsesNoProxyWherePrivateAddressesAreDenied) {
  EXPECT_THAT(command(failed(), settings({"--deny-private", "-6"})),
              HasSubstr(" --proxy '' --ipv6 "));
}

TEST(CurlLine, ReadsTheFilesThatUrlfanReads) {
  const TemporaryFolder folder;
  const std::string jar = folder.write("jar", "");
  EXPECT_THAT(command(failed(), settings({"-b", jar})), HasSubstr(" --cookie " + jar + " "));
}

}  // namespace
}  // namespace urlfan::curl_line_test
