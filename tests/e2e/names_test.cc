#include <gmock/gmock.h>

#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/nginx.h"

namespace urlfan::names_test {
namespace {

using testing::HasSubstr;

TEST(LookUp, ANameOfEtcHostsIsFoundWithoutANameServer) {
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  const Outcome run = run_urlfan(
      {"http://one.hosts.test:" + port + "/ok", "http://one.hosts.test:" + port + "/status/404",
       "http://two.hosts.test:" + port + "/ok"},
      {}, {.arguments = no_names()});
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["status"], 200) << run.err;
  EXPECT_EQ(results[0]["remote_ip"], "127.0.0.1");
  EXPECT_TRUE(results[0]["timings_ms"]["dns"].is_number());
  EXPECT_EQ(results[1]["status"], 404);
  EXPECT_EQ(results[2]["status"], 200);
}

TEST(LookUp, TheSecondAddressIsTriedWhenTheFirstRefuses) {
  const Nginx nginx;  // listens on 127.0.0.1 only
  const Outcome run = run_urlfan({"http://both.hosts.test:" + std::to_string(nginx.port()) + "/ok"},
                                 {}, {.arguments = no_names()});
  EXPECT_EQ(run.document()["results"][0]["status"], 200) << run.err;
}

TEST(LookUp, TheCertificateIsCheckedAgainstTheNameNotTheAddress) {
  const Nginx nginx;
  const std::string url = "https://one.hosts.test:" + std::to_string(nginx.tls_port()) + "/ok";
  const Outcome run = run_urlfan({"--cacert", nginx.ca_file(), url}, {}, {.arguments = no_names()});
  EXPECT_EQ(run.document()["results"][0]["error"]["code"], "tls_hostname");
}

TEST(LookUp, AFailureNamesTheName) {
  const Outcome run = run_urlfan({"http://nowhere.invalid/"}, {}, {.arguments = no_names()});
  const Json error = run.document()["results"][0]["error"];
  EXPECT_EQ(error["code"], "dns_failed");
  EXPECT_THAT(error["message"], HasSubstr("nowhere.invalid"));
}

TEST(LookUp, AliveNamesAreAnsweredWhileOthersAreSilent) {
  std::string list;
  for (int i = 0; i < 300; ++i) list += "http://h" + std::to_string(i) + ".dead.test/\n";
  list += "http://one.hosts.test:1/\n";
  const Outcome run = run_urlfan({"--connect-timeout", "500ms", "--format", "ndjson"}, list,
                                 {.arguments = silent_names()});
  const Json summary = run.lines().back();
  EXPECT_EQ(summary["by_error"], Json({{"dns_timeout", 300}, {"connect_refused", 1}})) << run.err;
  EXPECT_EQ(run.code, 3);
}

TEST(LookUp, ANameServerThatIsSilentAboutIpv6DoesNotKeepIpv4) {
  const Outcome run =
      run_urlfan({"http://a.test:1/", "http://b.test:1/"}, {}, {.arguments = ipv4_names()});
  const Json results = run.document()["results"];
  ASSERT_EQ(results.size(), 2U) << run.err;
  for (const auto& result : results) {
    EXPECT_EQ(result["error"]["code"], "connect_refused") << result;
  }
}

}  // namespace
}  // namespace urlfan::names_test
