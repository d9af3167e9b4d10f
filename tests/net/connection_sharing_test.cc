#include "src/net/connection_sharing.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cstddef>
#include <future>
#include <string>

#include "tests/support/arrivals.h"
#include "tests/support/attempts.h"
#include "tests/support/keeping_server.h"
#include "urlfan/transport.h"
#include "urlfan/urlfan.h"

namespace urlfan::connection_sharing_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ConnectionSharing, IsPossibleOverTlsUntilTheHostIsFoundToSpeakHttp1) {
  const ClientConfig config{.http = HttpVersion::http2};
  ConnectionSharing sharing(config);
  EXPECT_FALSE(sharing.is_possible({"http", "a", 80}));
  EXPECT_TRUE(sharing.is_possible({"https", "a", 443}));
  sharing.speaks_http1({"https", "a", 443});
  EXPECT_FALSE(sharing.is_possible({"https", "a", 443}));
  EXPECT_TRUE(sharing.is_possible({"https", "b", 443}));
}

TEST(ConnectionSharing, IsNewsOnce) {
  const ClientConfig config{.http = HttpVersion::http2};
  ConnectionSharing sharing(config);
  sharing.speaks_http1({"https", "a", 443});
  sharing.speaks_http1({"https", "a", 443});
  sharing.speaks_http1({"http", "b", 80});
  EXPECT_THAT(sharing.take_news(), ElementsAre("https://a:443"));
  EXPECT_THAT(sharing.take_news(), IsEmpty());
}

TEST(ConnectionSharing, WhereNeitherSideWantsHttp2NobodyWaits) {
  const ClientConfig config{.http = HttpVersion::http1_1};
  EXPECT_FALSE(ConnectionSharing(config).is_possible({"https", "a", 443}));
}

// They all wait for the first connection, which might have been one for all.
TEST(ConnectionSharing, LinesOfAHostThatSpeaksHttp1DoNotWaitForAnswers) {
  constexpr std::size_t kLines = 10;
  std::atomic<std::size_t> arrived = 0;
  std::promise<void> all_are_there;
  const std::shared_future<void> answers_are_due(all_are_there.get_future());
  const KeepingServer server(
      [&](const KeepingServer::Asked& /*asked*/) -> KeepingServer::Deed {
        if (++arrived == kLines) all_are_there.set_value();
        answers_are_due.wait();
        return {.answer = kept_answer("fine")};
      },
      KeepingServer::Way::tls);
  const auto transport =
      make_curl_transport({.threads = 1, .http = HttpVersion::http2, .ca_file = server.ca_file()});
  for (std::size_t i = 0; i < kLines; ++i) {
    transport->start(attempt_for(server.url("/"), i));
  }
  for (std::size_t done = 0; done < kLines;) {
    for (const auto& completion : wait_for_arrivals(*transport).completions) {
      ++done;
      EXPECT_EQ(completion.error, std::nullopt);
    }
  }
  EXPECT_EQ(arrived, kLines);
  if (arrived < kLines) all_are_there.set_value();
}

}  // namespace
}  // namespace urlfan::connection_sharing_test
