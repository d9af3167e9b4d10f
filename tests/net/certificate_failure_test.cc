#include "src/net/certificate_failure.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/arrivals.h"
#include "tests/support/attempts.h"
#include "tests/support/certificates.h"
#include "tests/support/keeping_server.h"
#include "urlfan/urlfan.h"

namespace urlfan::certificate_failure_test {
namespace {

// Dates, intermediates and self-signed certificates are told in tests/e2e/tls_test.cc.

using testing::HasSubstr;
using testing::StartsWith;

const std::string kHere = "IP:127.0.0.1";

/// What is said of a server that shows this chain to somebody who trusts that authority alone.
Error failure_of(const Certificate& own, const std::string& chain, const Certificate& authority) {
  const KeepingServer server(
      [](const auto& /*asked*/) { return KeepingServer::Deed{.answer = kept_answer("fine")}; },
      {.chain = chain, .key = own.key, .authority = authority.certificate});
  const auto transport = make_curl_transport({.proxy = "", .ca_file = server.ca_file()});
  transport->start(attempt_for(server.url("/")));
  const auto done = wait_for_completions(*transport, 1);
  const auto& error = done[0].error;
  return error ? *error : make_error(ErrorCode::internal, "it did not fail");
}

Error failure_of(const Certificate& own, const Certificate& authority) {
  return failure_of(own, own.certificate, authority);
}

TEST(WrongName, IsToldBesideThoseThatTheCertificateIsFor) {
  const Certificate root = make_authority("root");
  const Error error =
      failure_of(make_certificate(root, {.names = "DNS:a.test,IP:127.0.0.2"}), root);
  EXPECT_EQ(to_string(error.code), "tls_hostname");
  EXPECT_THAT(error.message,
              StartsWith("the server's certificate is for another name: it is for a.test, "
                         "127.0.0.2 ("));
  EXPECT_FALSE(error.retryable);
}

TEST(WrongName, OfManyTellsFive) {
  const Certificate root = make_authority("root");
  const Error error = failure_of(
      make_certificate(
          root, {.names = "DNS:a.test,DNS:b.test,DNS:c.test,DNS:d.test,DNS:e.test,DNS:f.test,"
                          "DNS:g.test"}),
      root);
  EXPECT_THAT(error.message,
              HasSubstr("it is for a.test, b.test, c.test, d.test, e.test and 2 more ("));
  const Error five = failure_of(
      make_certificate(root, {.names = "DNS:a.test,DNS:b.test,DNS:c.test,DNS:d.test,DNS:e.test"}),
      root);
  EXPECT_THAT(five.message, HasSubstr("d.test, e.test ("));
}

TEST(WrongName, OfNoneTellsTheSubject) {
  const Certificate root = make_authority("root");
  const Error error = failure_of(make_certificate(root, {.subject = "127.0.0.9"}), root);
  EXPECT_EQ(to_string(error.code), "tls_hostname");
  EXPECT_THAT(error.message, HasSubstr("it names none (subject CN=127.0.0.9) ("));
}

TEST(MissingTrust, OfALoneCertificateHasTwoPossibleReasons) {
  const Certificate own = make_certificate(make_authority("ours"), {.names = kHere});
  const Error error = failure_of(own, make_authority("theirs"));
  EXPECT_EQ(to_string(error.code), "tls_untrusted");
  EXPECT_THAT(error.message,
              StartsWith("the server's certificate is not trusted: it was signed by CN=ours, which "
                         "nobody here knows: either the server did not send its chain, or the "
                         "authority is unknown here ("));
  EXPECT_FALSE(error.retryable);
}

TEST(MissingTrust, OfAChainWithAGapNamesWhatIsMissing) {
  const Certificate root = make_authority("root");
  const Certificate middle = make_certificate(root, {.subject = "middle", .is_authority = true});
  const Certificate own = make_certificate(middle, {.names = kHere});
  const Error error = failure_of(own, own.certificate + root.certificate, root);
  EXPECT_EQ(to_string(error.code), "tls_untrusted");
  EXPECT_THAT(error.message, HasSubstr("the server sent a chain in which CN=middle is missing ("));
}

TEST(MissingTrust, OfAnIntermediateNamesItsUnknownAuthority) {
  const Certificate root = make_authority("root");
  const Certificate middle = make_certificate(root, {.subject = "middle", .is_authority = true});
  const Certificate own = make_certificate(middle, {.names = kHere});
  const Error error =
      failure_of(own, own.certificate + middle.certificate, make_authority("another"));
  EXPECT_EQ(to_string(error.code), "tls_untrusted");
  EXPECT_THAT(error.message,
              StartsWith("the certificate CN=middle, of the chain of the server's, is not trusted: "
                         "nobody here knows its authority, CN=root ("));
}

}  // namespace
}  // namespace urlfan::certificate_failure_test
