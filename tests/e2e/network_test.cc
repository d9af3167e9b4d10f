// Every way to a server, each with a real one at its end.

#include <gmock/gmock.h>

#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/proxies.h"

namespace urlfan::network_test {
namespace {

using testing::HasSubstr;
using testing::Not;

Json only_result(const Outcome& run) { return run.document()["results"][0]; }

TEST(Proxy, ThatIsNoUrlIsAUsageErrorThatDoesNotShowIt) {
  for (const std::string proxy :
       {"http://u:s3cret@127.0.0.1:99999", "http://u:s3@cret@h:1", "http://u:s3 cret@h:1"}) {
    const Outcome named = run_urlfan({"-x", proxy, "http://127.0.0.1:1/"});
    EXPECT_EQ(named.code, 2) << proxy;
    EXPECT_THAT(named.err, testing::AllOf(HasSubstr("proxy"), Not(HasSubstr("cret"))));
    const Outcome inherited =
        run_urlfan({"http://127.0.0.1:1/"}, {}, {.environment = {{"http_proxy", proxy}}});
    EXPECT_EQ(inherited.code, 2) << proxy;
    EXPECT_THAT(inherited.err, testing::AllOf(HasSubstr("environment"), Not(HasSubstr("cret"))));
  }
}

TEST(Proxy, HttpRequestsGoThroughIt) {
  const Nginx nginx;
  const Tinyproxy proxy;
  const Json result = only_result(run_urlfan({"-x", proxy.address(), nginx.url("/ok")}));
  EXPECT_EQ(result["status"], 200) << result["error"];
  EXPECT_EQ(result["remote_port"], proxy.port());
  EXPECT_EQ(proxy.logged("Request (file descriptor"), 1U);
}

TEST(Proxy, HttpsGoesThroughATunnel) {
  const Nginx nginx;
  const Tinyproxy proxy;
  const Json result = only_result(run_urlfan({"-x", "http://" + proxy.address(), "--cacert",
                                              nginx.ca_file(), Nginx::tls_url(nginx.tls_port())}));
  EXPECT_EQ(result["status"], 200) << result["error"];
  EXPECT_EQ(proxy.logged("CONNECT localhost:"), 1U);
  EXPECT_THAT(result["tls"]["version"], testing::StartsWith("TLSv1."));
}

TEST(Proxy, WantsToKnowWhoAsks) {
  const Nginx nginx;
  const Tinyproxy proxy("joe", "pr0xy");
  const std::string known = "http://joe:pr0xy@" + proxy.address();
  EXPECT_EQ(only_result(run_urlfan({"-x", known, nginx.url("/ok")}))["status"], 200);
  EXPECT_EQ(only_result(run_urlfan({"-x", proxy.address(), nginx.url("/ok")}))["status"], 407);
  const Outcome refused = run_urlfan(
      {"-x", proxy.address(), "--cacert", nginx.ca_file(), Nginx::tls_url(nginx.tls_port())});
  EXPECT_EQ(only_result(refused)["error"]["code"], "proxy_failed");
  EXPECT_THAT(only_result(refused)["error"]["message"], HasSubstr("407"));
  EXPECT_EQ(refused.code, 3);
}

TEST(Proxy, OfTheEnvironmentIsUsedUnlessTheCommandLineSaysOtherwise) {
  const Nginx nginx;
  const Tinyproxy proxy;
  const Launch launch{.environment = {{"http_proxy", "http://" + proxy.address()}}};
  const auto port_with = [&](std::vector<std::string> options) {
    options.push_back(nginx.url("/ok"));
    return only_result(run_urlfan(options, {}, launch))["remote_port"].get<int>();
  };
  EXPECT_EQ(port_with({}), proxy.port());
  EXPECT_EQ(port_with({"-x", ""}), nginx.port());
  EXPECT_EQ(port_with({"--noproxy", "127.0.0.1"}), nginx.port());
  EXPECT_EQ(port_with({"--noproxy", "*"}), nginx.port());
  EXPECT_EQ(port_with({"--noproxy", "other.test"}), proxy.port());
  const Launch excepted{
      .environment = {{"http_proxy", "http://" + proxy.address()}, {"no_proxy", "127.0.0.1"}}};
  EXPECT_EQ(only_result(run_urlfan({nginx.url("/ok")}, {}, excepted))["remote_port"], nginx.port());
}

TEST(Proxy, CanItselfBeReachedByTls) {
  const Nginx nginx;
  const Tinyproxy behind;
  const TlsFront proxy(behind.port());
  const std::string address = "https://localhost:" + std::to_string(proxy.port());
  const std::vector<std::string> way{"-x", address, nginx.url("/ok")};
  const Json untrusted = only_result(run_urlfan(way));
  EXPECT_EQ(untrusted["error"]["code"], "tls_untrusted");
  EXPECT_THAT(untrusted["error"]["message"], HasSubstr("the proxy's certificate"));
  const TemporaryFolder folder;
  const std::string both =
      folder.write("ca.pem", read_file(proxy.ca_file()) + read_file(nginx.ca_file()));
  const Json plain = only_result(run_urlfan({"--cacert", both, "-x", address, nginx.url("/ok")}));
  EXPECT_EQ(plain["status"], 200) << plain["error"];
  EXPECT_EQ(plain["tls"], nullptr) << "the server's, not the proxy's";
  const Json secure =
      only_result(run_urlfan({"--cacert", both, "-x", address, Nginx::tls_url(nginx.tls_port())}));
  EXPECT_EQ(secure["status"], 200) << secure["error"];
  EXPECT_EQ(behind.logged("CONNECT localhost:"), 1U);
}

TEST(Proxy, SocksCarriesBothSchemes) {
  const Nginx nginx;
  const Dante proxy;
  for (const std::string scheme : {"socks5://", "socks5h://", "socks4://"}) {
    const Outcome run =
        run_urlfan({"-x", scheme + proxy.address(), "-4", "--cacert", nginx.ca_file(),
                    nginx.url("/ok"), Nginx::tls_url(nginx.tls_port())});
    const Json results = run.document()["results"];
    EXPECT_EQ(results[0]["status"], 200) << scheme << results[0]["error"];
    EXPECT_EQ(results[1]["status"], 200) << scheme << results[1]["error"];
  }
  EXPECT_GE(proxy.logged("pass(1): tcp/connect"), 6U);
}

TEST(Proxy, ThatDoesNotAnswerIsToldApartFromAServerThatDoesNot) {
  const RefusingPort nobody;
  const std::string dead = std::to_string(nobody.number());
  const Tinyproxy proxy;
  for (const std::string scheme : {"http", "socks5"}) {
    const Json result =
        only_result(run_urlfan({"-x", scheme + "://127.0.0.1:" + dead, "http://127.0.0.1:9/"}));
    EXPECT_EQ(result["error"]["code"], "proxy_failed") << scheme << result["error"];
  }
  const Dante socks;
  const Json behind =
      only_result(run_urlfan({"-x", "socks5://" + socks.address(), "http://127.0.0.1:" + dead}));
  EXPECT_EQ(behind["error"]["code"], "proxy_failed") << behind["error"];
}

TEST(UnixSocket, CarriesAnyHost) {
  const Nginx nginx;
  const Json result = only_result(run_urlfan(
      {"--unix-socket", nginx.socket(), "--body", "full", "http://docker.test/headers"}));
  EXPECT_EQ(result["status"], 200) << result["error"];
  EXPECT_THAT(result["body"], HasSubstr("host=docker.test"));
  EXPECT_EQ(result["remote_ip"], nullptr);
  EXPECT_EQ(result["remote_port"], nullptr);
  const Launch proxied{.environment = {{"http_proxy", "http://127.0.0.1:1"}}};
  const Json none = only_result(
      run_urlfan({"--unix-socket", "/no/such/socket", "http://docker.test/"}, {}, proxied));
  EXPECT_EQ(none["error"]["code"], "connect_failed");
  EXPECT_EQ(none["error"]["message"], "No such file or directory (the socket /no/such/socket)");
  const Outcome too_long =
      run_urlfan({"--unix-socket", "/" + std::string(200, 'x'), "http://docker.test/"});
  EXPECT_EQ(too_long.code, 2);
  EXPECT_THAT(too_long.err, HasSubstr("too long"));
}

TEST(Resolve, GivesANameItsAddress) {
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  const Outcome run = run_urlfan({"--resolve", "a.test:" + port + ":127.0.0.1", "--resolve",
                                  "B.test:" + port + ":[::1]", "http://a.test:" + port + "/ok",
                                  "http://b.test:" + port + "/ok", "http://A.TEST:" + port + "/ok"},
                                 {}, {.arguments = no_names()});
  const Json results = run.document()["results"];
  EXPECT_EQ(results[0]["remote_ip"], "127.0.0.1") << results[0]["error"];
  EXPECT_EQ(results[1]["remote_ip"], "::1") << results[1]["error"];
  EXPECT_EQ(results[2]["status"], 200) << results[2]["error"];
}

TEST(Resolve, AStarIsEveryName) {
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  const Json result = only_result(
      run_urlfan({"--resolve", "*:" + port + ":127.0.0.1", "http://any.test:" + port + "/ok"}));
  EXPECT_EQ(result["status"], 200) << result["error"];
}

TEST(ConnectTo, LeadsElsewhereUnderTheSameName) {
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  const Json result = only_result(run_urlfan(
      {"--connect-to", "a.test:80:127.0.0.1:" + port, "--body", "full", "http://a.test/headers"}));
  EXPECT_EQ(result["status"], 200) << result["error"];
  EXPECT_THAT(result["body"], HasSubstr("host=a.test"));
  EXPECT_EQ(result["remote_port"], nginx.port());
}

TEST(Resolve, GivesTheirAddressesToProxiesAndToWhereConnectToLeads) {
  const Nginx nginx;
  const Tinyproxy proxy;
  const std::string port = std::to_string(nginx.port());
  const Json led = only_result(run_urlfan({"--connect-to", "a.test:80:b.test:" + port, "--resolve",
                                           "b.test:" + port + ":127.0.0.1", "http://a.test/ok"},
                                          {}, {.arguments = no_names()}));
  EXPECT_EQ(led["status"], 200) << led["error"];
  const std::string proxy_port = std::to_string(proxy.port());
  const Json proxied =
      only_result(run_urlfan({"-x", "http://p.test:" + proxy_port, "--resolve",
                              "p.test:" + proxy_port + ":127.0.0.1", nginx.url("/ok")},
                             {}, {.arguments = no_names()}));
  EXPECT_EQ(proxied["status"], 200) << proxied["error"];
}

TEST(Proxy, OfTheEnvironmentWithAnUnknownSchemeIsRefusedAsOneOfTheCommandLine) {
  const Outcome given = run_urlfan({"-x", "socks://127.0.0.1:1", "http://127.0.0.1:1/"});
  const Outcome set = run_urlfan({"http://127.0.0.1:1/"}, {},
                                 {.environment = {{"ALL_PROXY", "socks://127.0.0.1:1"}}});
  for (const auto& run : {given, set}) {
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr("unknown scheme \"socks\"; expected http, https, socks4"));
  }
}

TEST(Resolve, GivesAddressesToAllThatAreInFlightTogether) {
  // So many go to several multis, each of which has names of its own.
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  std::string list;
  for (int i = 0; i < 40; ++i) list += "http://a" + std::to_string(i) + ".test/ok\n";
  for (int i = 0; i < 60; ++i) list += "http://a.test/ok\n";
  const Outcome run = run_urlfan({"--per-host", "0", "-c", "100", "--connect-to",
                                  "::b.test:" + port, "--resolve", "b.test:" + port + ":127.0.0.1"},
                                 list, {.arguments = no_names()});
  EXPECT_EQ(run.document()["summary"]["ok"], 100) << run.err;
}

TEST(Resolve, TheExactAndTheLastCount) {
  const Nginx nginx;
  const std::string port = std::to_string(nginx.port());
  const Json result = only_result(run_urlfan(
      {"--resolve", "*:" + port + ":127.0.0.9", "--resolve", "a.test:" + port + ":127.0.0.8",
       "--resolve", "a.test:" + port + ":127.0.0.1", "http://a.test:" + port + "/ok"}));
  EXPECT_EQ(result["remote_ip"], "127.0.0.1") << result["error"];
}

TEST(Family, IsKeptTo) {
  const Nginx nginx;
  const std::string url = "http://localhost:" + std::to_string(nginx.port()) + "/ok";
  EXPECT_EQ(only_result(run_urlfan({"-4", url}))["remote_ip"], "127.0.0.1");
  EXPECT_EQ(only_result(run_urlfan({"-6", url}))["remote_ip"], "::1");
  const std::string both = "http://both.hosts.test:" + std::to_string(nginx.port()) + "/ok";
  for (const auto& [option, address] : {std::pair("-4", "127.0.0.1"), std::pair("-6", "::1")}) {
    const Json result = only_result(run_urlfan({option, both}, {}, {.arguments = no_names()}));
    EXPECT_EQ(result["remote_ip"], address) << result["error"];
  }
}

TEST(Interface, IsConnectedFrom) {
  const Nginx nginx;
  EXPECT_EQ(only_result(run_urlfan({"--interface", "127.0.0.1", nginx.url("/ok")}))["status"], 200);
  EXPECT_EQ(only_result(run_urlfan({"--interface", "lo", nginx.url("/ok")}))["status"], 200);
  const Outcome unknown = run_urlfan({"--interface", "no-such0", nginx.url("/ok")});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no-such0"));
  const Json elsewhere = only_result(run_urlfan({"--interface", "192.0.2.1", nginx.url("/ok")}));
  EXPECT_EQ(elsewhere["error"]["code"], "local_resources");
}

TEST(ClientCertificate, IsShownToAServerThatAsks) {
  const Nginx nginx;
  const std::string url = Nginx::tls_url(nginx.asking_port());
  const std::string certificate = nginx.client_file("client.pem");
  const std::string key = nginx.client_file("client.key");
  const std::vector<std::string> trust{"--cacert", nginx.ca_file()};
  const auto with = [&](std::vector<std::string> options) {
    options.insert(options.end(), {"--cacert", nginx.ca_file(), url});
    return run_urlfan(options);
  };
  EXPECT_EQ(only_result(with({}))["status"], 400) << "nginx's answer to no certificate";
  const Json shown = only_result(with({"-E", certificate, "--key", key}));
  EXPECT_EQ(shown["status"], 200) << shown["error"];
  EXPECT_THAT(shown["body"], HasSubstr("verify=SUCCESS"));

  const TemporaryFolder folder;
  const std::string both = folder.write("both.pem", read_file(certificate) + read_file(key));
  EXPECT_EQ(only_result(with({"-E", both}))["status"], 200);

  const std::string locked = folder.path("locked.key");
  Process lock({.arguments = {"openssl", "pkey", "-in", key, "-out", locked, "-aes256", "-passout",
                              "pass:p4ss:word"}});
  ASSERT_EQ(lock.wait(), 0) << lock.err();
  EXPECT_EQ(only_result(with({"-E", certificate + ":p4ss:word", "--key", locked}))["status"], 200);
  for (const std::string password : {"", ":wrong"}) {
    const Outcome wrong = with({"-E", certificate + password, "--key", locked});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr(locked));
    EXPECT_EQ(wrong.out, "");
  }
  EXPECT_THAT(with({"-E", "/no/such.pem"}).err, HasSubstr("/no/such.pem cannot be read"));
  EXPECT_THAT(with({"-E", key}).err, HasSubstr("holds no certificate"));
}

TEST(Insecure, TakesAnyCertificateAndSaysSo) {
  const Nginx nginx;
  for (const int port : {nginx.untrusted_port(), nginx.expired_port(), nginx.wrong_name_port()}) {
    const Outcome run = run_urlfan({"-k", Nginx::tls_url(port)});
    EXPECT_EQ(only_result(run)["status"], 200) << only_result(run)["error"];
    EXPECT_THAT(run.err, HasSubstr("certificates are not checked"));
    EXPECT_TRUE(only_result(run)["tls"].is_object());
  }
}

}  // namespace
}  // namespace urlfan::network_test
