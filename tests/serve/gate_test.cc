#include "src/serve/gate.h"

#include <gtest/gtest.h>

#include <string>

namespace urlfan::gate_test {
namespace {

HttpRequest asked(std::string host, std::string authorization = {}) {
  HttpRequest request{.method = "GET", .path = "/v1/runs"};
  request.headers.emplace_back("host", std::move(host));
  if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
  return request;
}

int status_of(const GateRules& rules, const HttpRequest& request, bool is_open = false) {
  const auto problem = refuse(rules, request, is_open);
  return problem ? problem->status : 200;
}

TEST(Gate, KnowsItsOwnHosts) {
  for (const char* own : {"127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:80", "10.1.2.3:1",
                          "localhost", "LOCALHOST:8080", "proxy.example", "Proxy.Example:443"}) {
    EXPECT_TRUE(is_own_host(own, {"proxy.example"})) << own;
  }
}

TEST(Gate, KnowsNoOtherHosts) {
  for (const char* other :
       {"", ":", "evil.example", "127.0.0.1.evil.example", "localhost.evil", "evil.localhost",
        "127.0.0.1:8080:evil", "127.0.0.1 evil", "[::1", "proxy.example.evil", "localhost:80a"}) {
    EXPECT_FALSE(is_own_host(other, {"proxy.example"})) << other;
  }
}

TEST(Gate, AsksForTheToken) {
  const GateRules rules{.token = "right-token"};
  EXPECT_EQ(status_of(rules, asked("localhost")), 401);
  EXPECT_EQ(status_of(rules, asked("localhost", "Bearer right-token")), 200);
  EXPECT_EQ(status_of(rules, asked("localhost", "bearer  right-token")), 200);
  for (const char* wrong : {"Bearer", "Bearer ", "Bearer right-toke", "Bearer right-token2",
                            "Basic right-token", "right-token"}) {
    EXPECT_EQ(status_of(rules, asked("localhost", wrong)), 401) << wrong;
  }
}

TEST(Gate, AsksForNoTokenWherePathOrServerNeedsNone) {
  EXPECT_EQ(status_of({.token = "right-token"}, asked("localhost"), true), 200);
  EXPECT_EQ(status_of({}, asked("localhost")), 200);
}

TEST(Gate, LooksAtTheHostEvenOfWhoHasTheToken) {
  const GateRules rules{.token = "right-token"};
  EXPECT_EQ(status_of(rules, asked("evil.example", "Bearer right-token")), 421);
  EXPECT_EQ(status_of(rules, {.method = "GET", .path = "/healthz"}, true), 421);
  EXPECT_EQ(status_of({.checks_host = false}, asked("evil.example")), 200);
}

TEST(Gate, RefusesPagesOfOtherSites) {
  for (const auto& [site, status] : {std::pair("cross-site", 403), std::pair("same-site", 403),
                                     std::pair("same-origin", 200), std::pair("none", 200)}) {
    HttpRequest request = asked("localhost");
    request.headers.emplace_back("sec-fetch-site", site);
    EXPECT_EQ(status_of({}, request), status) << site;
  }
}

TEST(Gate, RefusesAnOriginThatIsNotItsOwn) {
  for (const auto& [origin, status] :
       {std::pair("http://localhost:80", 200), std::pair("https://localhost:80", 200),
        std::pair("http://localhost:81", 403), std::pair("http://evil.example", 403),
        std::pair("null", 403)}) {
    HttpRequest request = asked("localhost:80");
    request.headers.emplace_back("origin", origin);
    EXPECT_EQ(status_of({}, request), status) << origin;
  }
}

TEST(Gate, RefusesHeadersThatAProxyMayHaveReadOtherwise) {
  HttpRequest request = asked("localhost");
  request.headers.emplace_back("host", "evil.example");
  EXPECT_EQ(status_of({}, request), 400);
  request = asked("localhost");
  request.headers.emplace_back("content-length", "3");
  EXPECT_EQ(status_of({}, request), 200);
  request.headers.emplace_back("content-length", "43");
  EXPECT_EQ(status_of({}, request), 400);
}

}  // namespace
}  // namespace urlfan::gate_test
