// What a proxy may make of CONNECT: its faults are its own, not the server's, nor urlfan's.

#include <gmock/gmock.h>

#include <string>

#include "tests/e2e/cli.h"
#include "tests/wire/wire_server.h"

namespace urlfan::tunnel_test {
namespace {

using testing::HasSubstr;

/// The result of an https line through a proxy that answers like this, and then hangs up.
Json result_behind(const std::string& answer, const std::vector<std::string>& options = {}) {
  WireCase wire;
  wire.name = "connect";
  wire.steps = {{.kind = WireStep::Kind::send, .bytes = answer}, {.kind = WireStep::Kind::close}};
  const WireServer proxy({wire});
  std::vector<std::string> all{"-x", "http://127.0.0.1:" + std::to_string(proxy.port()),
                               "https://server.test/", "--timeout", "20s"};
  all.insert(all.end(), options.begin(), options.end());
  return run_urlfan(all).document()["results"][0];
}

TEST(Tunnel, ARefusalIsToldAndThatOfARuleOrOfTheUserIsFinal) {
  for (const char* status : {"403 Forbidden", "407 Proxy Authentication Required"}) {
    const Json result =
        result_behind("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 0\r\n\r\n",
                      {"--retries", "2", "--retry-wait", "1ms"});
    EXPECT_EQ(result["error"]["code"], "proxy_failed") << result;
    EXPECT_EQ(result["error"]["retryable"], false);
    EXPECT_EQ(result["attempts"], 1);
    EXPECT_THAT(result["error"]["message"], HasSubstr(std::string(status).substr(0, 3)));
    EXPECT_EQ(result["status"], nullptr) << "the server answered nothing";
  }
  const Json busy = result_behind("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(busy["error"]["code"], "proxy_failed");
  EXPECT_EQ(busy["error"]["retryable"], true);
}

TEST(Tunnel, WhatIsNoAnswerIsTheProxysFault) {
  for (const char* answer :
       {"", "what?\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 20", "HTTP/9 200\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 403 No\r\n folded: first\r\n\r\n",
        "HTTP/1.1 500 No\r\nContent-Length: x\r\n\r\n"}) {
    const Json result = result_behind(answer);
    EXPECT_EQ(result["error"]["code"], "proxy_failed") << answer << "\n" << result["error"];
  }
}

TEST(Tunnel, ItsHeadersHaveTheLimitsOfAll) {
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 20'000; ++i) many += "X-Header: of the proxy\r\n";
  EXPECT_EQ(result_behind(many + "\r\n")["error"]["code"], "headers_too_large");
}

}  // namespace
}  // namespace urlfan::tunnel_test
