// Names with several addresses, some of which do not answer.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::addresses_test {
namespace {

using testing::HasSubstr;

/// The results of a list, where t.test has these addresses on the port.
Json results(int port, const std::string& addresses, const std::string& list,
             std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.end(),
                   {"--resolve", "t.test:" + std::to_string(port) + ":" + addresses});
  const Outcome run = run_urlfan(arguments, list);
  EXPECT_THAT(run.err, testing::Not(HasSubstr("error:")));
  return run.document()["results"];
}

std::string url(int port, const std::string& path) {
  return "http://t.test:" + std::to_string(port) + path + "\n";
}

TEST(Addresses, TheOneThatAnswersIsFoundBehindSomeThatRefuse) {
  const FaultServer server;
  const Json all = results(server.port(), "127.0.0.9,127.0.0.8,127.0.0.1",
                           url(server.port(), "/ok"), {"--connect-timeout", "2s"});
  EXPECT_EQ(all[0]["status"], 200) << all[0];
  EXPECT_EQ(all[0]["remote_ip"], "127.0.0.1");
  EXPECT_EQ(all[0]["remote_port"], server.port());
  EXPECT_TRUE(all[0]["timings_ms"]["connect"].is_number());
}

TEST(Addresses, TheOneThatAnswersIsFoundBehindSomeThatAreSilent) {
  const FaultServer server;
  const BlackHole silent(server.port(), "127.0.0.9");
  const BlackHole silent_too(server.port(), "127.0.0.10");
  std::string list;
  for (int i = 0; i < 20; ++i) list += url(server.port(), "/ok");
  const Json all = results(server.port(), "127.0.0.9,127.0.0.10,127.0.0.1", list);
  for (const auto& result : all) {
    EXPECT_EQ(result["status"], 200) << result;
    EXPECT_EQ(result["remote_ip"], "127.0.0.1");
  }
}

TEST(Addresses, TheCertificateIsThatOfTheName) {
  const Nginx nginx;
  const BlackHole silent(nginx.tls_port(), "127.0.0.9");
  const std::string name = "localhost:" + std::to_string(nginx.tls_port());
  const Outcome run =
      run_urlfan({"--cacert", nginx.ca_file(), "--resolve", name + ":127.0.0.9,127.0.0.1",
                  "https://" + name + "/ok", "https://" + name + "/ok"});
  const Json all = run.document()["results"];
  EXPECT_EQ(all[0]["status"], 200) << run.out;
  EXPECT_EQ(all[0]["remote_ip"], "127.0.0.1");
  EXPECT_EQ(all[1]["status"], 200);
}

TEST(Addresses, ThatAreAllSilentAreNamedWhenTheTimeIsOver) {
  const BlackHole silent;
  const BlackHole silent_too(silent.port(), "127.0.0.9");
  const Json all = results(silent.port(), "127.0.0.1,127.0.0.9", url(silent.port(), "/ok"),
                           {"--connect-timeout", "600ms"});
  EXPECT_EQ(all[0]["error"]["code"], "connect_timeout") << all[0];
  EXPECT_THAT(all[0]["error"]["message"].get<std::string>(),
              HasSubstr("tried 127.0.0.1, 127.0.0.9"));
}

TEST(Addresses, ThatAllRefuseAreNamed) {
  const RefusingPort refusing;
  const int port = refusing.number();
  const Json all = results(port, "127.0.0.9,[::1],127.0.0.1", url(port, "/ok"));
  EXPECT_EQ(all[0]["error"]["code"], "connect_refused") << all[0];
  EXPECT_THAT(all[0]["error"]["message"].get<std::string>(),
              HasSubstr("tried 127.0.0.9, ::1, 127.0.0.1"));
}

TEST(Addresses, ThatAreDeniedAreNotTriedHoweverMany) {
  const RefusingPort refusing;
  const int port = refusing.number();
  std::string addresses = "127.0.0.1";
  for (int i = 2; i < 27; ++i) addresses += ",10.0.0." + std::to_string(i);
  const Json all = results(port, addresses, url(port, "/ok"), {"--deny-private"});
  EXPECT_EQ(all[0]["error"]["code"], "blocked_address") << all[0];
}

TEST(Addresses, LeaveByTheInterfaceThatIsAskedFor) {
  const FaultServer server;
  const BlackHole silent(server.port(), "127.0.0.9");
  const Json all = results(server.port(), "127.0.0.9,127.0.0.1", url(server.port(), "/ok"),
                           {"--interface", "127.0.0.3"});
  EXPECT_EQ(all[0]["status"], 200) << all[0];
  const Json other = results(server.port(), "[::1],127.0.0.1", url(server.port(), "/ok"),
                             {"--interface", "127.0.0.3"});
  EXPECT_EQ(other[0]["status"], 200) << other[0] << ": an address of the other family is no way";
}

TEST(Addresses, AServerThatIsSilentAboutTlsTookTheConnection) {
  const FaultServer server;  // waits for a request
  const Json all = Json::parse(run_urlfan({"--connect-timeout", "500ms",
                                           "https://127.0.0.1:" + std::to_string(server.port())})
                                   .out)["results"];
  EXPECT_EQ(all[0]["error"]["code"], "connect_timeout") << all[0];
  EXPECT_THAT(all[0]["error"]["message"].get<std::string>(), HasSubstr("TLS"));
  EXPECT_TRUE(all[0]["timings_ms"]["connect"].is_number()) << all[0];
}

TEST(Addresses, AFixedOneIsThatOfItsPortAlone) {
  const FaultServer server;
  const std::string port = std::to_string(server.port());
  const Outcome run = run_urlfan({"--resolve", "one.hosts.test:1:192.0.2.1", "--connect-timeout",
                                  "2s", "http://one.hosts.test:" + port + "/ok"},
                                 {}, {.arguments = no_names()});
  const Json result = run.document()["results"][0];
  EXPECT_EQ(result["status"], 200) << result;
  EXPECT_TRUE(result["timings_ms"]["dns"].is_number());
}

}  // namespace
}  // namespace urlfan::addresses_test
