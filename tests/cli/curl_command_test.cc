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
  result.client.user_agent = "urlfan/1";
  return result;
}

std::string command(const Result& result, const Settings& given = settings(),
                    const Request& request = {}) {
  return CurlCommand(given)(request, result);
}

std::string command(const Result& result, const Request& request) {
  return command(result, settings(), request);
}

Request with(const Message& message) {
  Request request;
  request.message = std::make_shared<const Message>(message);
  return request;
}

TEST(CurlCommand, RepeatsTheRequestWithTheRunsLimits) {
  EXPECT_EQ(command(failed()),
            "curl --disable --globoff --silent --show-error --include --proto =http,https "
            "--user-agent urlfan/1 --location --max-redirs 10 --connect-timeout 7 --max-time 10 "
            "http://a.test/0");
}

TEST(CurlCommand, TheOptionsOfTheRunAreInIt) {
  Settings given = settings();
  given.client.http = HttpVersion::http2;
  given.client.compressed = true;
  given.client.ca_file = "my ca.pem";
  given.client.ca_path = "certs";
  given.run.follow_redirects = false;
  const std::string text = command(failed(), given);
  EXPECT_THAT(text, HasSubstr(" --http2 "));
  EXPECT_THAT(text, HasSubstr(" --compressed "));
  EXPECT_THAT(text, HasSubstr(" --cacert 'my ca.pem' "));
  EXPECT_THAT(text, HasSubstr(" --capath certs "));
  EXPECT_THAT(text, Not(HasSubstr("--location")));
}

TEST(CurlCommand, TheLinesOwnLimitsGoFirst) {
  Request request;
  request.timeout = ms(1500);
  request.connect_timeout = ms(250);
  EXPECT_THAT(command(failed(), request), HasSubstr(" --connect-timeout 0.25 --max-time 1.5 "));
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

TEST(CurlCommand, SendsTheSameMessageWithoutItsSecrets) {
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

TEST(CurlCommand, ABodyThatATerminalWouldObeyComesByAPipe) {
  Message message;
  message.body = body_of("\x1b[2J\n");
  Result result = failed();
  result.method = "POST";
  EXPECT_THAT(command(result, with(message)), StartsWith("printf %s G1sySgo= | base64 -d | curl "));
  EXPECT_THAT(command(result, with(message)),
              HasSubstr(" --header Content-Type: --data-binary @- http"));
}

TEST(CurlCommand, ABodyThatWouldNameAFileComesByAPipe) {
  Message message;
  message.body = body_of("@/etc/passwd");
  Result result = failed();
  result.method = "GET";
  EXPECT_THAT(command(result, with(message)),
              HasSubstr(" --request GET --header Content-Type: --data-binary @- "));
}

TEST(CurlCommand, NothingThatIsSecretToTheRunIsInIt) {
  Settings given = settings();
  given.secrets->add("t0k3n-value", "${KEY}");
  given.client.proxy = "http://joe:pr0xy@p.test:3128";
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

TEST(CurlCommand, TakesTheSameWay) {
  Settings given = settings();
  ClientConfig& way = given.client;
  way.no_proxy = "*";
  way.unix_socket = "/run/s";
  way.fixed_addresses = {{.name = "a.test", .port = 80, .addresses = "127.0.0.1"}};
  way.connect_to = {"a:1:b:2"};
  way.interface = "lo";
  way.family = AddressFamily::ipv4;
  way.client_certificate = ClientCertificate{.file = "c.pem", .key_file = "k.pem", .password = "x"};
  way.insecure = way.digest = true;
  EXPECT_THAT(
      command(failed(), given),
      HasSubstr(" --digest --noproxy '*' --unix-socket /run/s --resolve a.test:80:127.0.0.1 "
                "--connect-to a:1:b:2 --interface lo --ipv4 --cert 'c.pem:***' --key k.pem "
                "--insecure "));
}

}  // namespace
}  // namespace urlfan
