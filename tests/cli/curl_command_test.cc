#include "src/cli/curl_command.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/support/results.h"

namespace urlfan {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Settings settings() {
  Settings result;
  result.transport.user_agent = "urlfan/1";
  return result;
}

std::string command(const Result& result, const Settings& given = settings()) {
  return CurlCommand(given)(result);
}

TEST(CurlCommand, RepeatsTheRequestWithTheRunsLimits) {
  EXPECT_EQ(command(failed()),
            "curl --disable --globoff --silent --show-error --include --proto =http,https "
            "--user-agent urlfan/1 --location --max-redirs 10 --connect-timeout 5 --max-time 10 "
            "http://a.test/0");
}

TEST(CurlCommand, TheOptionsOfTheRunAreInIt) {
  Settings given = settings();
  given.transport.http = HttpVersion::http2;
  given.transport.compressed = true;
  given.transport.ca_file = "my ca.pem";
  given.transport.ca_path = "certs";
  given.engine.follow_redirects = false;
  const std::string text = command(failed(), given);
  EXPECT_THAT(text, HasSubstr(" --http2 "));
  EXPECT_THAT(text, HasSubstr(" --compressed "));
  EXPECT_THAT(text, HasSubstr(" --cacert 'my ca.pem' "));
  EXPECT_THAT(text, HasSubstr(" --capath certs "));
  EXPECT_THAT(text, Not(HasSubstr("--location")));
}

TEST(CurlCommand, TheLinesOwnLimitsGoFirst) {
  Result result = failed();
  result.timeout = ms(1500);
  result.connect_timeout = ms(250);
  EXPECT_THAT(command(result), HasSubstr(" --connect-timeout 0.25 --max-time 1.5 "));
}

TEST(CurlCommand, MethodsAreSentAsUrlfanSendsThem) {
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

TEST(CurlCommand, WhatTheShellWouldTakeForItselfIsQuoted) {
  Result result = failed();
  result.url = "http://a.test/?a=1&b='$(touch x)'";
  EXPECT_TRUE(command(result).ends_with(" 'http://a.test/?a=1&b='\\''$(touch x)'\\'''"))
      << command(result);
}

TEST(CurlCommand, SecretsStayHiddenAndNothingReachesTheTerminal) {
  Result result = failed();
  result.url = "http://joe:***@a.test/\x1b[31m";
  EXPECT_TRUE(command(result).ends_with(R"( 'http://joe:***@a.test/\x1b[31m')")) << command(result);
}

TEST(CurlCommand, ThereIsNoneForALineThatWasNeverSent) {
  EXPECT_EQ(command(unreadable()), "");
  Result skipped = failed(0, ErrorCode::skipped);
  skipped.attempts = 0;
  EXPECT_EQ(command(skipped), "");
}

}  // namespace
}  // namespace urlfan
