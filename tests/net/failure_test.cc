#include "src/net/failure.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "src/net/authorities.h"
#include "src/net/body_store.h"
#include "src/net/connection_sharing.h"
#include "src/net/placed_names.h"
#include "src/net/race_course.h"
#include "src/net/remainders.h"
#include "src/net/socket_table.h"
#include "src/net/transfer.h"
#include "tests/support/arrivals.h"
#include "tests/support/attempts.h"
#include "tests/support/connection_threads.h"
#include "tests/support/fault_server.h"
#include "urlfan/urlfan.h"

namespace urlfan::failure_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

ClientConfig without_proxy() {
  ClientConfig config;
  config.proxy = "";  // whatever the environment of the tests says
  return config;
}

/// One exchange without a loop, and what is made of its end.
class Exchange {
 public:
  explicit Exchange(const std::string& url, ClientConfig config = without_proxy(),
                    Duration timeout = std::chrono::seconds(100),
                    Duration connect_timeout = std::chrono::seconds(50))
      : config_(std::move(config)) {
    transfer_.prepare({.method = "GET",
                       .target = std::get<Target>(parse_target(url)),
                       .timeout = timeout,
                       .connect_timeout = connect_timeout},
                      names_);
  }

  Transfer& transfer() { return transfer_; }
  /// Of an end that is made up.
  Error ended(CURLcode code) const { return explain_failure(transfer_, code); }
  /// Of a real one.
  Error run() {
    const CURLcode code = curl_easy_perform(transfer_.easy());
    if (code == CURLE_OK) return make_error(ErrorCode::internal, "it did not fail");
    return ended(code);
  }

 private:
  ClientConfig config_;
  SocketTable sockets_;
  RaceCourse course_{sockets_, {.deny_private = config_.deny_private}};
  AuthorityStore authority_store_{config_};
  Authorities authorities_{config_, authority_store_};
  ConnectionSharing sharing_{config_};
  BodyStore store_{std::size_t{1} << 20U};
  Remainders remainders_;
  PlacedNames names_;
  Transfer transfer_{config_, course_, authorities_, sharing_, store_, remainders_};
};

const std::string kAnywhere = "http://127.0.0.1:1/";

std::string at(int port, const std::string& host = "127.0.0.1") {
  return "http://" + host + ":" + std::to_string(port) + "/";
}

TEST(Failure, OfEachKindIsToldByItsCurlCodeWhereNothingElseIsKnown) {
  using enum ErrorCode;
  const std::vector<std::pair<CURLcode, ErrorCode>> rows{
      {CURLE_URL_MALFORMAT, invalid_input},
      {CURLE_COULDNT_RESOLVE_HOST, dns_failed},
      {CURLE_COULDNT_RESOLVE_PROXY, proxy_failed},
      {CURLE_PROXY, proxy_failed},
      {CURLE_COULDNT_CONNECT, connect_failed},
      {CURLE_INTERFACE_FAILED, local_resources},
      {CURLE_SSL_CACERT_BADFILE, local_resources},
      {CURLE_OUT_OF_MEMORY, local_resources},
      {CURLE_SSL_CERTPROBLEM, tls_handshake},
      {CURLE_SSL_CONNECT_ERROR, tls_handshake},
      {CURLE_SSL_CIPHER, tls_handshake},
      {CURLE_OPERATION_TIMEDOUT, connect_timeout},
      {CURLE_PARTIAL_FILE, truncated_body},
      {CURLE_GOT_NOTHING, empty_reply},
      {CURLE_SEND_ERROR, connection_reset},
      {CURLE_RECV_ERROR, connection_reset},
      {CURLE_SEND_FAIL_REWIND, connection_reset},
      {CURLE_BAD_CONTENT_ENCODING, protocol_error},
      {CURLE_BAD_FUNCTION_ARGUMENT, protocol_error},
      {CURLE_UNSUPPORTED_PROTOCOL, protocol_error},
      {CURLE_WEIRD_SERVER_REPLY, protocol_error},
      {CURLE_HTTP2, protocol_error},
      {CURLE_HTTP2_STREAM, protocol_error},
      {CURLE_HTTP3, protocol_error},
      // What cannot come, and what we caused without a reason.
      {CURLE_ABORTED_BY_CALLBACK, internal},
      {CURLE_WRITE_ERROR, internal},
      {CURLE_LDAP_SEARCH_FAILED, internal},
  };
  const Exchange exchange(kAnywhere);
  for (const auto& [curl_code, code] : rows) {
    SCOPED_TRACE(curl_easy_strerror(curl_code));
    const Error error = exchange.ended(curl_code);
    EXPECT_EQ(to_string(error.code), to_string(code)) << error.message;
    EXPECT_EQ(error.phase, info(code).phase);
    EXPECT_EQ(error.curl_code, static_cast<int>(curl_code));
    EXPECT_THAT(error.message, Not(testing::IsEmpty()));
  }
}

TEST(Failure, ThatIsOursSaysThatItIsLibcurlsAnswer) {
  EXPECT_THAT(Exchange(kAnywhere).ended(CURLE_LDAP_SEARCH_FAILED).message, StartsWith("libcurl: "));
}

TEST(Failure, BeforeARequestIsOfTheProxyWhereThereIsOne) {
  ClientConfig config;
  config.proxy = at(1);
  const Exchange exchange("https://127.0.0.1:2/", config);
  for (const CURLcode code : {CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY}) {
    const Error error = exchange.ended(code);
    EXPECT_EQ(to_string(error.code), "proxy_failed") << error.message;
    EXPECT_THAT(error.message, StartsWith("the proxy did not answer to CONNECT"));
    EXPECT_TRUE(error.retryable);
  }
}

TEST(Failure, ThatWeCausedHasOurReasonWhateverLibcurlCallsIt) {
  const std::vector<std::tuple<StopReason, ErrorCode, std::string>> rows{
      {StopReason::body_too_large, ErrorCode::body_too_large,
       "the body is larger than the limit; stopped after 0 bytes"},
      {StopReason::bad_coding, ErrorCode::bad_encoding, "the body cannot be decoded: "},
      {StopReason::headers_too_large, ErrorCode::headers_too_large,
       "the headers are larger than the limit; stopped after 0 bytes"},
      {StopReason::too_many_headers, ErrorCode::headers_too_large, "more than 1000 headers"},
      {StopReason::stalled, ErrorCode::stalled,
       "nothing came for longer than the stall timeout; 0 bytes of body had come"},
  };
  for (const auto& [reason, code, message] : rows) {
    Exchange exchange(kAnywhere);
    exchange.transfer().stop(reason);
    for (const CURLcode curl_code : {CURLE_WRITE_ERROR, CURLE_ABORTED_BY_CALLBACK,
                                     CURLE_OPERATION_TIMEDOUT, CURLE_HTTP2_STREAM}) {
      const Error error = exchange.ended(curl_code);
      EXPECT_EQ(to_string(error.code), to_string(code));
      EXPECT_EQ(error.message, message);
      EXPECT_EQ(error.curl_code, static_cast<int>(curl_code));
    }
  }
}

TEST(Refusal, IsOfTheServerWhereNoProxyStandsBetween) {
  const RefusingPort refusing;
  const RefusingPort no_proxy;
  const int dead = refusing.number();
  const std::string port = std::to_string(dead);
  ClientConfig past_proxy;
  past_proxy.proxy = at(no_proxy.number());
  past_proxy.no_proxy = "*";
  ClientConfig led_past_proxy = past_proxy;
  led_past_proxy.connect_to = {"a.test:80:127.0.0.1:" + port};
  ClientConfig led_to_ipv6 = past_proxy;
  led_to_ipv6.connect_to = {"::[::1]:" + port};
  const std::vector<std::pair<std::string, ClientConfig>> rows{
      {at(dead), without_proxy()},     {at(dead), past_proxy},
      {at(dead, "[::1]"), past_proxy}, {"http://a.test/", led_past_proxy},
      {"http://a.test/", led_to_ipv6},
  };
  for (const auto& [url, config] : rows) {
    const Error error = Exchange(url, config).run();
    EXPECT_EQ(to_string(error.code), "connect_refused") << url << ": " << error.message;
    EXPECT_THAT(error.message, AllOf(StartsWith("connection refused ("), HasSubstr(port)));
  }
}

TEST(Refusal, IsOfTheProxyWhereThatIsAsked) {
  const RefusingPort refusing;
  const int dead = refusing.number();
  ClientConfig config;
  for (const std::string scheme : {"http", "socks5"}) {
    config.proxy = scheme + "://127.0.0.1:" + std::to_string(dead);
    // The server's port may be the same, and the proxy's name may begin as the server's does.
    for (const std::string& url : {at(dead, "127.0.0.9"), at(9), at(dead, "127.0.0.12")}) {
      const Error error = Exchange(url, config).run();
      EXPECT_EQ(to_string(error.code), "proxy_failed") << url << ": " << error.message;
      EXPECT_THAT(error.message, StartsWith("no connection to the proxy ("));
    }
  }
}

TEST(Refusal, OfAnAddressThatIsNotPublicNamesItAndIsFinal) {
  ClientConfig config;
  config.deny_private = true;
  const FaultServer server;
  const Error error = Exchange(server.url("/ok"), config).run();
  EXPECT_EQ(to_string(error.code), "blocked_address") << error.message;
  EXPECT_THAT(error.message, StartsWith("127.0.0.1:" + std::to_string(server.port()) +
                                        " is at an address that is not public ("));
  EXPECT_THAT(error.message, HasSubstr("leave --deny-private out, or start urlfan serve with "
                                       "--allow-private"));
  EXPECT_FALSE(error.retryable);
  EXPECT_EQ(server.requests("/ok"), 0);
}

const Duration kShort = std::chrono::milliseconds(200);

TEST(Timeout, NamesTheLimitThatWasOver) {
  const BlackHole hole;
  const Error of_connection =
      Exchange(at(hole.port()), without_proxy(), std::chrono::seconds(100), kShort).run();
  EXPECT_EQ(to_string(of_connection.code), "connect_timeout");
  EXPECT_EQ(of_connection.message, "no connection after 0.2 s (connect timeout)");
  const Error of_all = Exchange(at(hole.port()), without_proxy(), kShort).run();
  EXPECT_EQ(to_string(of_all.code), "connect_timeout");
  EXPECT_EQ(of_all.message, "no connection after 0.2 s (timeout)");
}

TEST(Timeout, TellsHowFarTheAnswerHadCome) {
  const FaultServer server;
  const Error silent = Exchange(server.url("/silent"), without_proxy(), kShort).run();
  EXPECT_EQ(to_string(silent.code), "timeout");
  EXPECT_EQ(silent.message, "no answer after 0.2 s");
  const Error stuck =
      Exchange(server.url("/stuck-body"), without_proxy(), std::chrono::seconds(2)).run();
  EXPECT_EQ(to_string(stuck.code), "timeout");
  EXPECT_EQ(stuck.message, "the answer was not complete after 2 s; 5 bytes of body had come");
}

/// Says this to whoever connects, once he has said something, and hangs up.
class Greeter {
 public:
  explicit Greeter(std::string greeting)
      : greeting_(std::move(greeting)),
        threads_(listen_on_loopback(port_, 10), [this](int fd, const auto& /*stop*/) {
          std::array<char, 4096> heard{};
          if (recv(fd, heard.data(), heard.size(), 0) > 0) {
            send(fd, greeting_.data(), greeting_.size(), MSG_NOSIGNAL);
          }
          close(fd);
        }) {}

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  std::string greeting_;
  int port_ = 0;
  ConnectionThreads threads_;
};

TEST(Handshake, ThatIsBrokenOffIsWorthAnotherTry) {
  const Greeter hangs_up("");
  const Error error = Exchange(hangs_up.url()).run();
  EXPECT_EQ(to_string(error.code), "tls_handshake") << error.message;
  EXPECT_THAT(error.message, StartsWith("no TLS connection ("));
  EXPECT_TRUE(error.retryable);
}

TEST(Handshake, WithOneWhoSpeaksNoTlsIsNot) {
  const Greeter plain("HTTP/1.1 400 Bad Request\r\n\r\n");
  const Error error = Exchange(plain.url()).run();
  EXPECT_EQ(to_string(error.code), "tls_handshake") << error.message;
  EXPECT_FALSE(error.retryable);
}

TEST(SavedBody, ThatCannotBeWrittenNamesTheFolder) {
  const FaultServer server;
  const auto transport = make_curl_transport({});
  Attempt attempt = attempt_for(server.url("/ok"));
  attempt.save_dir = "/no/such/folder";
  transport->start(std::move(attempt));
  const auto done = wait_for_completions(*transport, 1);
  ASSERT_TRUE(done[0].error);
  EXPECT_EQ(to_string(done[0].error->code), "save_failed");
  EXPECT_EQ(done[0].error->message,
            "the body cannot be saved in /no/such/folder: No such file or directory");
}

}  // namespace
}  // namespace urlfan::failure_test
