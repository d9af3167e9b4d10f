#include <gmock/gmock.h>

#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/nginx.h"

namespace urlfan {
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

TEST(Tls, TimesOfTheHandshakeAreReported) {
  const Nginx nginx;
  const Outcome run = run_urlfan({"--cacert", nginx.ca_file(), Nginx::tls_url(nginx.tls_port())});
  const Json times = run.document()["results"][0]["timings_ms"];
  EXPECT_TRUE(times["tls"].is_number()) << times;
  EXPECT_TRUE(times["connect"].is_number()) << times;
}

}  // namespace
}  // namespace urlfan
