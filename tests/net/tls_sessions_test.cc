#include "src/net/tls_sessions.h"

#include <gtest/gtest.h>

#include <barrier>
#include <cstddef>
#include <string>

#include "tests/support/arrivals.h"
#include "tests/support/attempts.h"
#include "tests/support/keeping_server.h"
#include "urlfan/transport.h"
#include "urlfan/urlfan.h"

namespace urlfan::tls_sessions_test {
namespace {

// Only a part of the connections to a host would resume a session where all handles share two.
TEST(TlsSessions, EachOfManyConnectionsToOneHostResumesOne) {
  constexpr std::size_t kConnections = 10;
  std::barrier all_are_there(kConnections);
  const KeepingServer server(
      [&](const KeepingServer::Asked& /*asked*/) -> KeepingServer::Deed {
        all_are_there.arrive_and_wait();
        // Said beforehand: one that is kept meanwhile would cost another handshake.
        return {.answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfine",
                .end = KeepingServer::End::goodbye};
      },
      KeepingServer::Way::tls);
  const auto transport = make_curl_transport(
      {.threads = 1, .http = HttpVersion::http1_1, .ca_file = server.ca_file()});
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < kConnections; ++i) {
      transport->start(attempt_for(server.url("/"), i));
    }
    for (std::size_t done = 0; done < kConnections;) {
      done += wait_for_arrivals(*transport).completions.size();
    }
    EXPECT_EQ(server.resumed(), round * static_cast<int>(kConnections));
  }
}

}  // namespace
}  // namespace urlfan::tls_sessions_test
