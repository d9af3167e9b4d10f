// What servers do to connections that are kept: send what nobody asked for, or leave.

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/arrivals.h"
#include "tests/support/attempts.h"
#include "tests/support/keeping_server.h"
#include "urlfan/transport.h"
#include "urlfan/urlfan.h"

namespace urlfan::kept_connection_test {
namespace {

using End = KeepingServer::End;
using Way = KeepingServer::Way;

ClientConfig config_for(const KeepingServer& server, Way way) {
  ClientConfig config{.threads = 1};
  if (way == Way::tls) config.ca_file = server.ca_file();
  if (way == Way::file) config.unix_socket = server.socket();
  return config;
}

Completion fetch(Transport& transport, Attempt attempt) {
  transport.start(std::move(attempt));
  std::vector<Completion> done;
  while (done.empty()) done = wait_for_arrivals(transport).completions;
  return std::move(done.front());
}

struct Surplus {
  const char* name;
  const char* method;
  std::string answer;
  std::string more;
};

const std::string kEvil = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nevil\n";

class SurplusTest : public testing::TestWithParam<std::tuple<Surplus, Way>> {};

TEST_P(SurplusTest, IsNeverTheNextAnswer) {
  const auto& [surplus, way] = GetParam();
  const KeepingServer server(
      [&surplus = surplus](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
        if (asked.path == "/good") return {.answer = kept_answer("fine\n")};
        return {.answer = surplus.answer, .more = surplus.more};
      },
      way);
  for (const std::size_t in_flight : {100U, 1001U}) {  // the latter with small receive buffers
    auto config = config_for(server, way);
    config.concurrency = in_flight;
    const auto transport = make_curl_transport(config);
    const int deeds = server.requests("GET") + server.requests("HEAD");
    EXPECT_FALSE(fetch(*transport, attempt_for(server.url("/first"), surplus.method)).error);
    server.wait_for(deeds + 1);
    for (int i = 0; i < 2; ++i) {
      const Completion next = fetch(*transport, attempt_for(server.url("/good")));
      EXPECT_FALSE(next.error) << next.error->message;
      EXPECT_EQ(next.response.status, 200);
      EXPECT_EQ(next.response.body, "fine\n");
    }
  }
}

const std::vector<Surplus>& all_surplus() {
  static const std::vector<Surplus> all{
      {"NoContent", "GET", "HTTP/1.1 204 No Content\r\n\r\n", kEvil},
      {"NotModified", "GET", "HTTP/1.1 304 Not Modified\r\n\r\n", kEvil},
      {"Head", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\n", kEvil},
      {"HeadAtOnce", "HEAD",
       "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + std::string(3000, 'x'), ""},
      {"SecondAnswer", "GET", kept_answer("one\n"), kEvil},
      {"SecondAnswerAtOnce", "GET", kept_answer("one\n") + kEvil, ""},
      {"LineEnd", "GET", kept_answer("hi") + "\r\n", ""},
      {"LateLineEnd", "GET", kept_answer("hi"), "\r\n"}};
  return all;
}

std::string name_of(const testing::TestParamInfo<std::tuple<Surplus, Way>>& test) {
  const char* const ways[] = {"", "OverTls", "OverAFile"};
  return std::string(std::get<0>(test.param).name) +
         ways[static_cast<int>(std::get<1>(test.param))];
}

INSTANTIATE_TEST_SUITE_P(KeptConnection, SurplusTest,
                         testing::Combine(testing::ValuesIn(all_surplus()),
                                          testing::Values(Way::plain, Way::tls, Way::file)),
                         name_of);

TEST(KeptConnection, IsFoundAgainByAHostThatHasMoreThanAShareInFlight) {
  const KeepingServer server(
      [](const auto& /*asked*/) { return KeepingServer::Deed{.answer = kept_answer("fine\n")}; });
  const auto transport = make_curl_transport({.threads = 1});
  constexpr int in_flight = 20;
  for (int call = 0; call < 3; ++call) {
    for (int i = 0; i < in_flight; ++i) {
      transport->start(attempt_for(server.url("/" + std::to_string(i))));
    }
    wait_for_completions(*transport, in_flight);
  }
  EXPECT_LE(server.connections(), in_flight);
}

TEST(KeptConnection, IsUsedAgainAsLongAsItIsQuiet) {
  for (const Way way : {Way::plain, Way::tls, Way::file}) {
    const KeepingServer server(
        [](const auto& /*asked*/) { return KeepingServer::Deed{.answer = kept_answer("fine\n")}; },
        way);
    const auto transport = make_curl_transport(config_for(server, way));
    for (int i = 0; i < 20; ++i) {
      EXPECT_FALSE(fetch(*transport, attempt_for(server.url("/"))).error);
    }
    EXPECT_EQ(server.connections(), 1) << static_cast<int>(way);
  }
}

/// Answers the first request of each connection, and ends at the next without a word.
KeepingServer::Script leaves_at_the_second(End end) {
  return [end](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
    if (asked.number == 1) return {.answer = kept_answer("fine\n")};
    return {.answer = {}, .end = end};
  };
}

TEST(KeptConnection, ThatEndsUnderAnIdempotentRequestCostsNothing) {
  for (const End end : {End::close, End::reset}) {
    const KeepingServer server(leaves_at_the_second(end));
    const auto transport = make_curl_transport({.threads = 1});
    // More than libcurl forgives in the life of a handle.
    for (int i = 0; i < 30; ++i) {
      const Completion done =
          fetch(*transport, attempt_for(server.url("/"), i % 2 == 0 ? "GET" : "DELETE"));
      EXPECT_FALSE(done.error) << i << " " << done.error->message;
      EXPECT_EQ(done.response.body, "fine\n");
    }
  }
}

TEST(KeptConnection, ThatEndsWhileItIsIdleCostsNothing) {
  const KeepingServer server([](const auto& /*asked*/) {
    return KeepingServer::Deed{.answer = kept_answer("fine\n"), .end = End::close};
  });
  const auto transport = make_curl_transport({.threads = 1});
  for (int i = 0; i < 30; ++i) {
    const Completion done = fetch(*transport, attempt_for(server.url("/")));
    EXPECT_FALSE(done.error) << i << " " << done.error->message;
  }
}

TEST(KeptConnection, ARequestThatFailsOnANewConnectionAsWellFails) {
  const KeepingServer server([](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
    if (asked.path == "/first") return {.answer = kept_answer("fine\n")};
    return {.answer = {}, .end = End::close};
  });
  const auto transport = make_curl_transport({.threads = 1});
  EXPECT_FALSE(fetch(*transport, attempt_for(server.url("/first"))).error);
  const Completion done = fetch(*transport, attempt_for(server.url("/second"), "PUT"));
  ASSERT_TRUE(done.error);
  EXPECT_EQ(done.error->code, ErrorCode::empty_reply);
  EXPECT_EQ(server.requests("PUT"), 2);
}

TEST(KeptConnection, WhatIsNotIdempotentArrivesOnce) {
  for (const End end : {End::close, End::reset}) {
    const KeepingServer server([end](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
      if (asked.method == "GET") return {.answer = kept_answer("fine\n")};
      return {.answer = {}, .end = end};
    });
    const auto transport = make_curl_transport({.threads = 1});
    for (const char* method : {"POST", "PATCH"}) {
      for (int i = 1; i <= 10; ++i) {
        EXPECT_FALSE(fetch(*transport, attempt_for(server.url("/"))).error);
        EXPECT_TRUE(fetch(*transport, attempt_for(server.url("/"), method)).error);
        EXPECT_EQ(server.requests(method), i);
      }
    }
  }
}

TEST(KeptConnection, TheTimeOfBothTriesIsTold) {
  const auto pause = std::chrono::milliseconds(50);
  const KeepingServer server([pause](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
    if (asked.number == 1) return {.answer = kept_answer("fine\n")};
    std::this_thread::sleep_for(pause);
    return {.answer = {}, .end = End::close};
  });
  const auto transport = make_curl_transport({.threads = 1});
  EXPECT_FALSE(fetch(*transport, attempt_for(server.url("/"))).error);
  const Completion done = fetch(*transport, attempt_for(server.url("/")));
  EXPECT_FALSE(done.error);
  EXPECT_GE(done.timings.total, pause);
}

TEST(KeptConnection, TheLimitOfTimeIsOneForBothTries) {
  const KeepingServer server([](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
    if (asked.path == "/first") return {.answer = kept_answer("fine\n")};
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return {.answer = {}, .end = End::close};
  });
  const auto transport = make_curl_transport({.threads = 1});
  EXPECT_FALSE(fetch(*transport, attempt_for(server.url("/first"))).error);
  Attempt attempt = attempt_for(server.url("/second"));
  attempt.timeout = std::chrono::milliseconds(450);
  // Two tries take 600 ms: a limit for each would end with an empty reply.
  EXPECT_EQ(fetch(*transport, attempt).error->code, ErrorCode::timeout);
  // The next one has a limit of its own again.
  EXPECT_FALSE(fetch(*transport, attempt_for(server.url("/first"))).error);
}

}  // namespace
}  // namespace urlfan::kept_connection_test
