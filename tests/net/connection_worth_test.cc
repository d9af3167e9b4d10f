#include "src/net/connection_worth.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/arrivals.h"
#include "tests/support/keeping_server.h"
#include "urlfan/transport.h"
#include "urlfan/urlfan.h"

namespace urlfan::connection_worth_test {
namespace {

using Way = KeepingServer::Way;
using SharedDemand = std::shared_ptr<std::atomic<Demand>>;

SharedDemand demand(Demand demand) { return std::make_shared<std::atomic<Demand>>(demand); }

struct Case {
  const char* name;
  std::string answer;
  bool kept;
  const char* method = "GET";
  Demand demand = Demand::none;
  bool follow_redirects = true;
  bool may_be_tried_again = false;
};

std::string redirect_to(const std::string& location, const char* status = "302 Found") {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 0\r\nLocation: " + location +
         "\r\n\r\n";
}

std::string answer_of(const char* status) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 2\r\n\r\nno";
}

void start(Transport& transport, Attempt attempt) {
  attempt.timeout = attempt.connect_timeout = std::chrono::seconds(100);
  transport.start(std::move(attempt));
}

void wait_for(Transport& transport, std::size_t completions) {
  while (completions > 0) {
    completions -= wait_for_arrivals(transport).completions.size();
  }
}

Attempt get(const std::string& url, SharedDemand demand) {
  return {.id = 1,
          .method = "GET",
          .target = std::get<Target>(parse_target(url)),
          .demand = std::move(demand)};
}

void fetch(Transport& transport, Attempt attempt) {
  start(transport, std::move(attempt));
  wait_for(transport, 1);
}

ClientConfig config_for(const KeepingServer& server, Way way) {
  ClientConfig config{.threads = 1};
  if (way == Way::tls) config.ca_file = server.ca_file();
  return config;
}

void PrintTo(const Case& given, std::ostream* out) { *out << given.name; }

class ConnectionWorthTest : public testing::TestWithParam<std::tuple<Case, Way>> {};

TEST_P(ConnectionWorthTest, IsJudgedByTheAnswer) {
  const auto& [given, way] = GetParam();
  const KeepingServer server(
      [&given = given](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
        return {.answer = asked.path == "/next" ? kept_answer("fine") : given.answer};
      },
      way);
  const auto transport = make_curl_transport(config_for(server, way));
  fetch(*transport, {.method = given.method,
                     .target = std::get<Target>(parse_target(server.url("/"))),
                     .follow_redirects = given.follow_redirects,
                     .may_be_tried_again = given.may_be_tried_again,
                     .demand = demand(given.demand)});
  fetch(*transport, get(server.url("/next"), demand(Demand::certain)));
  EXPECT_EQ(server.connections(), given.kept ? 1 : 2);
}

INSTANTIATE_TEST_SUITE_P(
    All, ConnectionWorthTest,
    testing::Combine(
        testing::Values(
            Case{"NobodyWantsIt", kept_answer("fine"), false},
            Case{"NobodyWantsItAfterAnEmptyBody", kept_answer(""), false},
            Case{"LinesMayCome", kept_answer("fine"), true, "GET", Demand::perhaps},
            Case{"LinesWait", kept_answer("fine"), true, "GET", Demand::certain},
            Case{"ARedirectStays", redirect_to("/next"), true},
            Case{"ARedirectStaysButIsNotFollowed", redirect_to("/next"), false, "GET", Demand::none,
                 false},
            Case{"ARedirectLeaves", redirect_to("http://127.0.0.9:1/next"), false},
            Case{"ARedirectCannotBeFollowed", redirect_to("mailto:ann@h"), false},
            Case{"ItIsTriedAgain", answer_of("503 No"), true, "GET", Demand::none, true, true},
            Case{"ItIsNotTriedAgain", answer_of("503 No"), false},
            Case{"AnotherTryWouldNotHelp", answer_of("404 No"), false, "GET", Demand::none, true,
                 true},
            Case{"OfAPostLinesMayCome", kept_answer("fine"), false, "POST", Demand::perhaps},
            Case{"OfAPostLinesWait", kept_answer("fine"), true, "POST", Demand::certain},
            Case{"APostStaysOne", redirect_to("/next", "307 Temporary Redirect"), false, "POST"},
            Case{"APostIsTriedAgain", answer_of("503 No"), false, "POST", Demand::none, true,
                 true}),
        testing::Values(Way::plain, Way::tls)),
    [](const auto& given) {
      return std::string(std::get<0>(given.param).name) +
             (std::get<1>(given.param) == Way::tls ? "_Tls" : "_Plain");
    });

/// libcurl 8 closes the connection of an error or a redirect that it reads in the turn in which it
/// sends the request, so the answer waits here for a later turn: that of the line which releases
/// it.
TEST(ConnectionWorth, APostThatBecomesAGetKeepsIt) {
  std::promise<void> arrived;
  std::promise<void> released;
  const KeepingServer server([&](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
    if (asked.path == "/release") released.set_value();
    if (asked.path != "/") return {.answer = kept_answer("fine")};
    arrived.set_value();
    released.get_future().wait();
    return {.answer = redirect_to("/next", "303 See Other")};
  });
  const auto transport = make_curl_transport({.threads = 1});
  start(*transport, {.method = "POST",
                     .target = std::get<Target>(parse_target(server.url("/"))),
                     .follow_redirects = true,
                     .demand = demand(Demand::none)});
  EXPECT_THAT(transport->take().completions, testing::IsEmpty());  // it is sent now
  arrived.get_future().wait();
  start(*transport, get(server.url("/release"), demand(Demand::none)));
  wait_for(*transport, 2);
  fetch(*transport, get(server.url("/next"), demand(Demand::certain)));
  EXPECT_EQ(server.connections(), 2);
}

TEST(ConnectionWorth, CountsAsItIsAtTheEndOfTheExchange) {
  for (const Demand at_end : {Demand::none, Demand::certain}) {
    const Demand at_start = at_end == Demand::none ? Demand::certain : Demand::none;
    const SharedDemand changing = demand(at_start);
    const KeepingServer server([&](const KeepingServer::Asked& asked) -> KeepingServer::Deed {
      if (asked.path == "/") *changing = at_end;
      return {.answer = kept_answer("fine")};
    });
    const auto transport = make_curl_transport({.threads = 1});
    fetch(*transport, get(server.url("/"), changing));
    fetch(*transport, get(server.url("/next"), demand(Demand::certain)));
    EXPECT_EQ(server.connections(), at_end == Demand::certain ? 1 : 2);
  }
}

TEST(ConnectionWorth, ThatOneWasNotKeptSaysNothingOfTheNext) {
  const KeepingServer server(
      [](const auto& /*asked*/) { return KeepingServer::Deed{.answer = kept_answer("fine")}; });
  const auto transport = make_curl_transport({.threads = 1});
  for (int i = 1; i <= 3; ++i) {
    fetch(*transport, get(server.url("/first"), demand(Demand::perhaps)));
    fetch(*transport, get(server.url("/last"), demand(Demand::none)));
    EXPECT_EQ(server.connections(), i);
  }
}

}  // namespace
}  // namespace urlfan::connection_worth_test
