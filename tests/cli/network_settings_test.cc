#include "src/cli/network_settings.h"

#include <gmock/gmock.h>

#include <functional>
#include <string>

#include "src/cli/settings.h"
#include "tests/cli/complaint.h"

namespace urlfan {
namespace {

using testing::HasSubstr;

ClientConfig applied(const std::function<void(NetworkFlags&)>& change) {
  NetworkFlags flags;
  change(flags);
  ClientConfig transport;
  apply(flags, transport);
  return transport;
}

TEST(Network, FlagsReachTheirPlace) {
  const ClientConfig transport = applied([](NetworkFlags& flags) {
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

}  // namespace
}  // namespace urlfan
