#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/certificates.h"
#include "tests/support/keeping_server.h"
#include "tests/support/nginx.h"

namespace urlfan::tls_test {
namespace {

// That wrong certificates fail is in error_codes_test; here, that the right ones pass, by each way
// to name an authority.

TEST(Tls, TheNamedAuthorityIsTrusted) {
  const Nginx nginx;
  const std::string url = Nginx::tls_url(nginx.tls_port());
  EXPECT_EQ(run_urlfan({"--cacert", nginx.ca_file(), url}).code, 0);
  EXPECT_EQ(run_urlfan({url}, "", {.environment = {{"SSL_CERT_FILE", nginx.ca_file()}}}).code, 0);
  EXPECT_EQ(run_urlfan({url}).code, 3);
}

TEST(Tls, ADirectoryOfAuthoritiesIsTrusted) {
  const Nginx nginx;
  const TemporaryFolder folder;
  folder.write("ca.pem", read_file(nginx.ca_file()));
  Process rehash({.arguments = {"openssl", "rehash", folder.path()}});
  ASSERT_EQ(rehash.wait(), 0);
  const std::string url = Nginx::tls_url(nginx.tls_port());
  EXPECT_EQ(run_urlfan({"--capath", folder.path(), url}).code, 0);
  EXPECT_EQ(run_urlfan({url}, "", {.environment = {{"SSL_CERT_DIR", folder.path()}}}).code, 0);
}

TEST(Tls, TheCommandLineWinsOverTheEnvironment) {
  const Nginx nginx;
  const std::string url = Nginx::tls_url(nginx.tls_port());
  const TemporaryFolder folder;
  const Launch named{.environment = {{"SSL_CERT_FILE", nginx.ca_file()}}};
  EXPECT_EQ(run_urlfan({"--capath", folder.path(), url}, "", named).code, 3);
}

TEST(Tls, AnUnreadableBundleIsAUsageErrorThatNamesIt) {
  const Outcome run = run_urlfan({"--cacert", "/no/such/ca.pem", "https://localhost/"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, testing::HasSubstr("/no/such/ca.pem"));
  EXPECT_EQ(run.out, "");
}

TEST(Tls, ABundleWithoutACertificateIsAUsageErrorThatNamesIt) {
  const TemporaryFolder folder;
  folder.write("empty.pem", "no certificate here\n");
  const Outcome run = run_urlfan({"--cacert", folder.path("empty.pem"), "https://localhost/"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, testing::HasSubstr(folder.path("empty.pem")));
  EXPECT_EQ(run.out, "");
}

TEST(Tls, FileAndDirectoryOfTheEnvironmentCountTogether) {
  const Nginx nginx;
  const std::string url = Nginx::tls_url(nginx.tls_port());
  const TemporaryFolder folder;
  const std::string system = "/etc/ssl/certs/ca-certificates.crt";
  const auto code_with = [&](const std::string& file) {
    return run_urlfan({url}, "",
                      {.environment = {{"SSL_CERT_FILE", file}, {"SSL_CERT_DIR", folder.path()}}})
        .code;
  };
  EXPECT_EQ(code_with(system), 3) << "neither knows the authority";
  EXPECT_EQ(code_with(nginx.ca_file()), 0);
  folder.write("ca.pem", read_file(nginx.ca_file()));
  Process rehash({.arguments = {"openssl", "rehash", folder.path()}});
  ASSERT_EQ(rehash.wait(), 0);
  EXPECT_EQ(code_with(system), 0);
}

TEST(Tls, AnAuthorityAmongThoseOfTheSystemIsFound) {
  const Nginx nginx;
  const TemporaryFolder folder;
  folder.write("all.pem",
               read_file("/etc/ssl/certs/ca-certificates.crt") + "\n" + read_file(nginx.ca_file()));
  const Outcome run =
      run_urlfan({"--cacert", folder.path("all.pem"), Nginx::tls_url(nginx.tls_port()),
                  Nginx::tls_url(nginx.untrusted_port()), Nginx::tls_url(nginx.expired_port()),
                  Nginx::tls_url(nginx.wrong_name_port())});
  const Json results = run.document()["results"];
  EXPECT_TRUE(results[0]["ok"]);
  EXPECT_EQ(results[1]["error"]["code"], "tls_untrusted");
  EXPECT_EQ(results[2]["error"]["code"], "tls_expired");
  EXPECT_EQ(results[3]["error"]["code"], "tls_hostname");
}

TEST(Tls, ManyLinesOverOneConnectionAreAllVerified) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 50; ++i) {
    list += Nginx::tls_url(nginx.tls_port()) + "\n" + Nginx::tls_url(nginx.expired_port()) + "\n";
  }
  const Outcome run = run_urlfan({"--cacert", nginx.ca_file(), "--format", "ndjson"}, list);
  EXPECT_EQ(run.lines().back()["by_error"], Json({{"tls_expired", 50}}));
  EXPECT_EQ(run.lines().back()["ok"], 50);
}

TEST(Tls, ARefusedCertificateIsToldWithItsNamesAndDates) {
  const Nginx nginx;
  const Outcome run = run_urlfan(
      {"--cacert", nginx.ca_file(), "--cert-days", "7", Nginx::tls_url(nginx.expired_port()),
       Nginx::tls_url(nginx.wrong_name_port()), Nginx::tls_url(nginx.untrusted_port())});
  const Json results = run.document()["results"];
  const Json& expired = results[0];
  EXPECT_LT(expired["tls"]["days_left"], 0) << expired;
  EXPECT_EQ(expired["tls"]["subject"], "CN=urlfan test");
  EXPECT_EQ(expired["checks"][0]["actual"], std::to_string(expired["tls"]["days_left"].get<int>()));
  EXPECT_THAT(expired["error"]["message"].get<std::string>(), testing::HasSubstr("good until 20"));
  EXPECT_EQ(results[1]["error"]["code"], "tls_hostname");
  EXPECT_EQ(results[1]["tls"]["names"], Json({"other.test"})) << results[1];
  EXPECT_THAT(results[1]["error"]["message"].get<std::string>(),
              testing::HasSubstr("it is for other.test"));
  EXPECT_EQ(results[2]["tls"]["issuer"], "CN=nobody trusts this") << results[2];
  EXPECT_THAT(results[2]["error"]["message"].get<std::string>(),
              testing::HasSubstr("CN=nobody trusts this"));
}

using End = KeepingServer::End;

/// A server with this certificate, or with a chain of several, that answers and closes.
class Certified {
 public:
  Certified(const std::string& chain, const Certificate& own, const Certificate& authority,
            KeepingServer::Deed deed = {.answer = kept_answer("fine"), .end = End::goodbye})
      : server_([deed](const auto& /*asked*/) { return deed; },
                {.chain = chain, .key = own.key, .authority = authority.certificate}) {}

  /// What urlfan says of it, asked `times` times, one after the other.
  Json results(std::vector<std::string> options = {}, int times = 1) const {
    options.insert(options.end(), {"--cacert", server_.ca_file(), "-c", "1"});
    std::string list;
    for (int i = 0; i < times; ++i) list += server_.url("/") + "\n";
    return run_urlfan(options, list).document()["results"];
  }
  Json result(const std::vector<std::string>& options = {}) const { return results(options)[0]; }
  const KeepingServer& server() const { return server_; }

 private:
  const KeepingServer server_;
};

const std::string kHere = "IP:127.0.0.1";
constexpr std::chrono::hours kDay(24);

TEST(Tls, TheShortestLifeOfTheChainCounts) {
  const Certificate root = make_authority("root");
  const Certificate middle = make_certificate(
      root, {.subject = "middle", .is_authority = true, .not_after = 5 * kDay + kDay / 2});
  const Certificate own = make_certificate(middle, {.names = kHere});
  const Certified server(own.certificate + middle.certificate, own, root);
  // The second connection resumes the session of the first, and sees no chain.
  for (const Json& result : server.results({"--cert-days", "10"}, 2)) {
    EXPECT_EQ(result["error"]["code"], "check_failed") << result;
    EXPECT_EQ(result["checks"][1]["actual"], "5") << result;
  }
  EXPECT_TRUE(server.result({"--cert-days", "5"})["ok"]);
  EXPECT_GT(server.server().resumed(), 0);
}

TEST(Tls, AResumedSessionKeepsItsFacts) {
  const Certificate root = make_authority("root");
  const Certificate own = make_certificate(root, {.names = kHere});
  const Certified server(own.certificate, own, root);
  const Json results = server.results({}, 3);
  EXPECT_GT(server.server().resumed(), 0);
  for (const Json& result : results) {
    EXPECT_TRUE(result["ok"]) << result;
    EXPECT_EQ(result["tls"]["subject"], "CN=urlfan test");
    EXPECT_EQ(result["tls"], results[0]["tls"]);
  }
}

TEST(Tls, ACertificateThatIsNotValidYetSaysFromWhenOn) {
  const Certificate root = make_authority("root");
  const Certificate own = make_certificate(root, {.names = kHere, .not_before = 2 * kDay});
  const Json result = Certified(own.certificate, own, root).result();
  EXPECT_EQ(result["error"]["code"], "tls_expired") << result;
  EXPECT_THAT(result["error"]["message"].get<std::string>(),
              testing::HasSubstr("is not valid yet: it is good from 20"));
}

TEST(Tls, AnIntermediateThatHasExpiredIsNamed) {
  const Certificate root = make_authority("root");
  const Certificate middle =
      make_certificate(root, {.subject = "middle", .is_authority = true, .not_after = -kDay / 2});
  const Certificate own = make_certificate(middle, {.names = kHere});
  const Json result = Certified(own.certificate + middle.certificate, own, root).result();
  EXPECT_EQ(result["error"]["code"], "tls_expired") << result;
  EXPECT_THAT(result["error"]["message"].get<std::string>(), testing::HasSubstr("CN=middle"));
}

TEST(Tls, ASelfSignedCertificateIsCalledThat) {
  const Certificate own = make_self_signed({.names = kHere, .subject = "me"});
  const Json result = Certified(own.certificate, own, make_authority("root")).result();
  EXPECT_EQ(result["error"]["code"], "tls_untrusted") << result;
  EXPECT_THAT(result["error"]["message"].get<std::string>(),
              testing::HasSubstr("it is signed by itself, CN=me"));
  EXPECT_EQ(result["tls"]["subject"], "CN=me");
}

TEST(Tls, AMissingIntermediateIsToldFromAnUnknownAuthority) {
  const Certificate root = make_authority("root");
  const Certificate middle = make_certificate(root, {.subject = "middle", .is_authority = true});
  const Certificate own =
      make_certificate(middle, {.names = kHere, .issuer_file = "http://127.0.0.1/middle.crt"});
  const auto message = [&own](const std::string& chain, const Certificate& trusted) {
    const Json result = Certified(chain, own, trusted).result();
    EXPECT_EQ(result["error"]["code"], "tls_untrusted") << result;
    return result["error"]["message"].get<std::string>();
  };
  EXPECT_THAT(message(own.certificate, root),
              testing::HasSubstr("did not send its chain, which goes on with CN=middle"));
  EXPECT_THAT(message(own.certificate + middle.certificate, make_authority("another")),
              testing::HasSubstr("nobody here knows its authority, CN=root"));
}

TEST(Tls, OnlyAGoodbyeOrALengthTellsTheEndOfABody) {
  const Certificate root = make_authority("root");
  const Certificate own = make_certificate(root, {.names = kHere});
  const std::string bare = "HTTP/1.1 200 OK\r\n\r\nfine";
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n";
  const auto result = [&](const std::string& answer, End end) {
    return Certified(own.certificate, own, root, {.answer = answer, .end = end}).result();
  };
  const Json cut = result(bare, End::close);
  EXPECT_EQ(cut["error"]["code"], "truncated_body") << cut;
  EXPECT_EQ(cut["error"]["retryable"], true);
  EXPECT_EQ(cut["status"], 200);
  EXPECT_TRUE(result(bare, End::goodbye)["ok"]);
  EXPECT_TRUE(result(kept_answer("fine"), End::close)["ok"]);
  EXPECT_TRUE(result(chunked, End::close)["ok"]);
  EXPECT_TRUE(result("HTTP/1.1 204 No Content\r\n\r\n", End::close)["ok"]);
}

// What libcurl cannot open is opened by nobody: that the bundle was read before must not matter.
TEST(Tls, TooFewDescriptorsAreNeverABundleWithoutACertificate) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 60; ++i) list += Nginx::tls_url(nginx.tls_port()) + "\n";
  for (unsigned descriptors = 12; descriptors <= 44; descriptors += 4) {
    const Outcome run = run_urlfan({"--cacert", nginx.ca_file(), "--http", "1.1", "--per-host", "0",
                                    "-c", "60", "--format", "ndjson"},
                                   list, {.descriptors = descriptors});
    EXPECT_THAT(run.err + run.out, testing::Not(testing::HasSubstr("ertificate")))
        << descriptors << ": " << run.err;
    if (run.code == 2 || run.code == 5) continue;  // it cannot even begin
    const Json errors = run.lines().back()["by_error"];
    for (const auto& [code, count] : errors.items()) {
      EXPECT_EQ(code, "local_resources") << descriptors;
    }
  }
}

TEST(Tls, TimesOfTheHandshakeAreReported) {
  const Nginx nginx;
  const Outcome run = run_urlfan({"--cacert", nginx.ca_file(), Nginx::tls_url(nginx.tls_port())});
  const Json times = run.document()["results"][0]["timings_ms"];
  EXPECT_TRUE(times["tls"].is_number()) << times;
  EXPECT_TRUE(times["connect"].is_number()) << times;
}

TEST(Tls, APortThatSpeaksPlainHttpIsToldAsThat) {
  const Nginx nginx;
  std::string url = nginx.url("/ok");
  url.replace(0, 4, "https");
  const Outcome run = run_urlfan({url});
  EXPECT_EQ(run.code, 3);
  const Json error = run.document()["results"][0]["error"];
  EXPECT_EQ(error["code"], "tls_handshake");
  EXPECT_EQ(error["retryable"], false);
  EXPECT_THAT(error["message"].get<std::string>(),
              testing::HasSubstr("speaks plain HTTP at this port, not TLS: http:// may be meant"));
}

}  // namespace
}  // namespace urlfan::tls_test
