#include "src/cli/request_settings.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "src/cli/settings.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What UsageError says, or "" for none.
std::string complaint(const std::function<void()>& call) {
  try {
    call();
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

RequestFlags with(const std::function<void(RequestFlags&)>& change) {
  RequestFlags flags;
  change(flags);
  return flags;
}

TransportConfig applied(const std::function<void(NetworkFlags&)>& change) {
  NetworkFlags flags;
  change(flags);
  TransportConfig transport;
  apply(flags, transport);
  return transport;
}

TEST(RequestMessage, IsNoneWhenNothingIsSaid) { EXPECT_EQ(request_message({}), nullptr); }

TEST(RequestMessage, HeadersComeFromTheCommandLineAndFromFiles) {
  const TemporaryFolder folder;
  const std::string file = folder.write("headers", "X-B: 2\r\n\nX-C;\nAccept:");
  const auto message = request_message(with([&](auto& flags) {
    flags.headers = {"X-A: 1", "@" + file};
  }));
  ASSERT_EQ(message->headers.size(), 4U);
  EXPECT_EQ(message->headers[0].value, "1");
  EXPECT_EQ(message->headers[1].value, "2");
  EXPECT_EQ(message->headers[2].value, "");
  EXPECT_EQ(message->headers[3].value, std::nullopt);
}

TEST(RequestMessage, PartsOfTheBodyAreJoinedAndFilesLoseTheirLineEnds) {
  const TemporaryFolder folder;
  const std::string file = folder.write("data", "{\n \"a\": 1\r\n}\n");
  const auto message = request_message(with([&](auto& flags) {
    flags.data = {"a=1", "@" + file, "b=2"};
  }));
  EXPECT_EQ(*message->body, "a=1&{ \"a\": 1}&b=2");
  EXPECT_EQ(message->body_type, "application/x-www-form-urlencoded");
}

TEST(RequestMessage, AnEmptyBodyIsABody) {
  EXPECT_EQ(*request_message(with([](auto& flags) { flags.data = {""}; }))->body, "");
}

TEST(RequestMessage, SaysWhoAsks) {
  const auto user = request_message(with([](auto& flags) { flags.user = "joe:a:b"; }));
  EXPECT_EQ(user->credentials->user, "joe");
  EXPECT_EQ(user->credentials->password, "a:b");
  const auto bearer = request_message(with([](auto& flags) { flags.bearer = "abc"; }));
  EXPECT_EQ(bearer->headers.at(0).value, "Bearer abc");
  const auto cookies = request_message(with([](auto& flags) {
    flags.cookies = {"a=1; b=2", "c=3", "a-file"};
  }));
  EXPECT_EQ(cookies->cookies, "a=1; b=2; c=3");
}

TEST(RequestMessage, RefusesWhatItCannotMean) {
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.headers = {"X-A 1"}; })); }),
              HasSubstr("expected \"Name: value\""));
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.headers = {"@/no/file"}; })); }),
              HasSubstr("cannot read /no/file"));
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.data = {"@/tmp"}; })); }),
              HasSubstr("cannot read /tmp"));
  EXPECT_THAT(complaint([] { request_message(with([](auto& f) { f.user = "joe"; })); }),
              HasSubstr("expected USER:PASSWORD"));
  EXPECT_THAT(complaint([] {
                request_message(with([](auto& f) {
                  f.data = {"x"};
                  f.method = "HEAD";
                }));
              }),
              HasSubstr("--method HEAD has no body"));
}

TEST(Cookies, OfAFileGoToTheTransport) {
  const TemporaryFolder folder;
  const std::string file =
      folder.write("jar", "# Netscape HTTP Cookie File\na.test\tFALSE\t/\tFALSE\t0\tsid\t1234\n");
  TransportConfig transport;
  apply(with([&](auto& flags) { flags.cookies = {file}; }), transport);
  ASSERT_EQ(transport.cookies.size(), 1U);
  EXPECT_TRUE(transport.cookies[0].ends_with("sid\t1234")) << transport.cookies[0];
  EXPECT_THAT(complaint([&] { apply(with([](auto& f) { f.cookies = {"sid"}; }), transport); }),
              HasSubstr("expected NAME=VALUE or a file"));
}

TEST(Network, FlagsReachTheirPlace) {
  const TransportConfig transport = applied([](NetworkFlags& flags) {
    flags.proxy = "SOCKS5h://joe:pw@p.test:1080";
    flags.no_proxy = "a.test";
    flags.resolve = {"+A.test:443:127.0.0.1,[::1]", "*:80:10.0.0.1", "[::1]:8080:127.0.0.1"};
    flags.connect_to = {"a.test:443:[::1]:8443", "::b.test:", "[::1]:80::"};
    flags.interface = "lo";
    flags.ipv6 = true;
    flags.cert = R"(a\:b\\c.pem:pass:word)";
    flags.key = "key.pem";
    flags.insecure = true;
  });
  EXPECT_EQ(transport.proxy, "SOCKS5h://joe:pw@p.test:1080");
  EXPECT_EQ(transport.no_proxy, "a.test");
  ASSERT_EQ(transport.fixed_addresses.size(), 3U);
  EXPECT_EQ(transport.fixed_addresses[0].name, "a.test");
  EXPECT_EQ(transport.fixed_addresses[0].port, 443);
  EXPECT_EQ(transport.fixed_addresses[0].addresses, "127.0.0.1,[::1]");
  EXPECT_EQ(transport.fixed_addresses[1].name, "*");
  EXPECT_EQ(transport.fixed_addresses[2].name, "[::1]");
  EXPECT_EQ(transport.connect_to.size(), 3U);
  EXPECT_EQ(transport.interface, "lo");
  EXPECT_EQ(transport.family, AddressFamily::ipv6);
  EXPECT_EQ(transport.client_certificate->file, R"(a:b\c.pem)");
  EXPECT_EQ(transport.client_certificate->password, "pass:word");
  EXPECT_EQ(transport.client_certificate->key_file, "key.pem");
  EXPECT_TRUE(transport.insecure);
}

TEST(Network, RefusesWhatItCannotMean) {
  const auto refused = [](const std::function<void(NetworkFlags&)>& change) {
    return complaint([&change] { applied(change); });
  };
  EXPECT_THAT(refused([](auto& f) { f.proxy = "ftp://p.test"; }), HasSubstr("unknown scheme"));
  for (const std::string text :
       {"a.test", "a.test:80", "a.test:80:", "a.test:x:1.2.3.4", ":80:1.2.3.4", "a.test:0:1.2.3.4",
        "a.test:70000:1.2.3.4", "a.test:80:b.test", "a.test:80:1.2.3.4,", "-a.test:80"}) {
    EXPECT_THAT(refused([&](auto& f) { f.resolve = {text}; }),
                HasSubstr("expected HOST:PORT:ADDRESS"))
        << text;
  }
  for (const std::string text : {"a.test", "a.test:80", "a.test:80:b.test", "[::1:80:b.test:80",
                                 "a:x:b:1", "a:1:b:99999", "a:1:b:2:c"}) {
    EXPECT_THAT(refused([&](auto& f) { f.connect_to = {text}; }),
                HasSubstr("expected HOST1:PORT1:HOST2:PORT2"))
        << text;
  }
}

TEST(Network, WhatHidesTheRealAddressGoesNotWithDenyPrivate) {
  const auto refused = [](const std::function<void(NetworkFlags&)>& change) {
    return complaint([&change] {
      applied([&change](NetworkFlags& flags) {
        flags.deny_private = true;
        change(flags);
      });
    });
  };
  EXPECT_THAT(refused([](auto& f) { f.proxy = "http://p.test"; }), HasSubstr("--proxy"));
  EXPECT_THAT(refused([](auto& f) { f.unix_socket = "/run/s"; }), HasSubstr("--unix-socket"));
  EXPECT_EQ(refused([](auto& f) { f.proxy = ""; }), "");
}

TEST(ConfigurationSecrets, AreThoseOfProxiesNetrcKeysAndCookieFiles) {
  const TemporaryFolder folder;
  TransportConfig transport;
  transport.proxy = "http://joe:pr0xy%21@p.test:3128";
  transport.netrc_file = folder.write(
      "netrc",
      "machine a.test\n password n3trc\n login ann\ndefault login x password \"y0 \\\"y0\"");
  transport.client_certificate =
      ClientCertificate{.file = "c", .key_file = "", .password = "k3ypw"};
  transport.cookies = {"a.test\tFALSE\t/\tFALSE\t0\tsid\tc00kie-c00kie"};
  Secrets secrets;
  add_secrets(transport, secrets);
  EXPECT_EQ(secrets.hide("pr0xy! pr0xy%21 n3trc y0 \"y0 k3ypw c00kie-c00kie ann joe"),
            "*** *** *** *** *** *** ann joe");
}

TEST(Environment, WhatAListTakesFromItIsSecret) {
  setenv("URLFAN_TEST_KEY", "v4lue-of-it", 1);
  Flags flags;
  flags.inputs = {"urls.txt"};
  const Settings settings = interpret(flags);
  EXPECT_EQ(settings.secrets->hide("v4lue-of-it"), "v4lue-of-it") << "not yet taken";
  const auto request = parse_line("https://a.test/?k=${URLFAN_TEST_KEY}", settings.rules);
  ASSERT_TRUE(request && !request->bad);
  EXPECT_EQ(request->target.url, "https://a.test/?k=v4lue-of-it");
  EXPECT_EQ(settings.secrets->hide(request->target.url), "https://a.test/?k=${URLFAN_TEST_KEY}");
}

TEST(Insecure, IsSaidAloud) {
  Flags flags;
  flags.inputs = {"urls.txt"};
  flags.insecure = true;
  EXPECT_THAT(interpret(flags).warnings, ElementsAre(HasSubstr("certificates are not checked")));
}

}  // namespace
}  // namespace urlfan
