#include <gmock/gmock.h>

#include <set>
#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/http2_server.h"
#include "tests/support/nginx.h"

namespace urlfan::http_version_test {
namespace {

using testing::HasSubstr;

/// The http_version of the first result.
Json version_with(const Nginx& nginx, const std::string& option) {
  const Outcome run =
      run_urlfan({"--cacert", nginx.ca_file(), "--http", option, Nginx::tls_url(nginx.tls_port())});
  EXPECT_EQ(run.code, 0) << run.err;
  return run.document()["results"][0]["http_version"];
}

TEST(HttpVersion, IsTheOneThatWasAskedFor) {
  const Nginx nginx;
  EXPECT_EQ(version_with(nginx, "1.1"), "1.1");
  EXPECT_EQ(version_with(nginx, "2"), "2");
}

TEST(HttpVersion, TwoFallsBackWhereTheServerHasItNot) {
  const Nginx nginx;
  const Outcome run = run_urlfan({"--http", "2", nginx.url("/ok")});
  EXPECT_EQ(run.document()["results"][0]["http_version"], "1.1");
}

TEST(HttpVersion, ManyLinesShareOneHttp2Connection) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 200; ++i) list += Nginx::tls_url(nginx.tls_port()) + "\n";
  const Outcome run = run_urlfan({"--cacert", nginx.ca_file(), "--http", "2", "--per-host", "0",
                                  "--threads", "1", "--format", "ndjson"},
                                 list);
  EXPECT_EQ(run.code, 0) << run.err;
  std::size_t handshakes = 0;
  for (const auto& line : run.lines()) {
    if (line["type"] == "result" && !line["timings_ms"]["tls"].is_null()) ++handshakes;
  }
  EXPECT_EQ(handshakes, 1U);
}

TEST(HttpVersion, AServerThatSaysGoodbyeAfterAFewStreamsFailsNoLine) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 300; ++i) list += Nginx::tls_url(nginx.leaving_port()) + "\n";
  const Outcome run = run_urlfan(
      {"--cacert", nginx.ca_file(), "--http", "2", "-c", "100", "--per-host", "0"}, list);
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.document()["summary"]["ok"], 300);
  EXPECT_EQ(run.document()["summary"]["attempts"], 300);
}

TEST(HttpVersion, ATruncatedHttp2BodyIsNoSuccess) {
  const FaultyHttp2Server server(FaultyHttp2Server::Fault::truncates);
  const Outcome run = run_urlfan({"--cacert", server.ca_file(), "--http", "2", server.url()});
  const Json result = run.document()["results"][0];
  EXPECT_EQ(result["http_version"], "2");
  EXPECT_EQ(result["error"]["code"], "truncated_body") << run.out;
  EXPECT_EQ(run.code, 3);
}

TEST(HttpVersion, FramesOfNothingWithoutEndKeepNobodyWaiting) {
  const FaultyHttp2Server server(FaultyHttp2Server::Fault::sends_nothing);
  const Nginx nginx;
  std::string list = server.url() + "\n";
  for (int i = 0; i < 20; ++i) list += nginx.url("/slow?" + std::to_string(i)) + "\n";
  const Outcome run =
      run_urlfan({"--cacert", server.ca_file(), "--http", "2", "--threads", "1"}, list);
  EXPECT_EQ(run.code, 3);
  const Json document = run.document();
  EXPECT_EQ(document["results"][0]["ok"], false);
  EXPECT_EQ(document["summary"]["ok"], 20) << document["summary"];
}

TEST(HttpVersion, OneThatLibcurlLacksIsAUsageErrorThatSaysSo) {
  const Outcome version = run_urlfan({"--version"});
  if (version.out.find("nghttp3") != std::string::npos) GTEST_SKIP() << "this libcurl has HTTP/3";
  const Outcome run = run_urlfan({"--http", "3", "https://127.0.0.1/"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("HTTP/3"));
  EXPECT_EQ(run.out, "");
}

}  // namespace
}  // namespace urlfan::http_version_test
