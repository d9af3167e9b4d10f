#include "src/cli/options/network_options.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/cli/typed.h"

namespace urlfan::network_options_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Network, OptionsReachTheirPlace) {
  const ClientConfig transport =
      settings_of({"--proxy=SOCKS5h://joe:pw@p.test:1080", "--noproxy=a.test",
                   "--resolve=+A.test:443:127.0.0.1,[::1]", "--resolve=*:80:10.0.0.1",
                   "--resolve=[::1]:8080:127.0.0.1", "--connect-to=a.test:443:[::1]:8443",
                   "--connect-to=::b.test:", "--connect-to=[::1]:80::", "--interface=lo", "-6",
                   R"(--cert=a\:b\\c.pem:pass:word)", "--key=key.pem", "--insecure"})
          .client;
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
  EXPECT_EQ(settings_of({"-4"}).client.family, AddressFamily::ipv4);
  EXPECT_EQ(settings_of({"--unix-socket=/run/s"}).client.unix_socket, "/run/s");
}

TEST(Network, AKeyNeedsItsCertificateOnEitherSideOfIt) {
  const auto own = settings_of({"--key=k.pem", "--cert=c.pem"}).client.client_certificate;
  EXPECT_EQ(own->file, "c.pem");
  EXPECT_EQ(own->key_file, "k.pem");
  EXPECT_EQ(typed({"--key=k.pem"}).err, "urlfan: error: --key needs --cert\n");
}

TEST(Network, RefusesWhatItCannotMean) {
  EXPECT_THAT(complaint_of({"--proxy=ftp://p.test"}), HasSubstr("unknown scheme"));
  for (const std::string text :
       {"a.test", "a.test:80", "a.test:80:", "a.test:x:1.2.3.4", ":80:1.2.3.4", "a.test:0:1.2.3.4",
        "a.test:70000:1.2.3.4", "a.test:80:b.test", "a.test:80:1.2.3.4,", "-a.test:80"}) {
    EXPECT_THAT(complaint_of({"--resolve", text}), HasSubstr("expected HOST:PORT:ADDRESS")) << text;
  }
  for (const std::string text : {"a.test", "a.test:80", "a.test:80:b.test", "[::1:80:b.test:80",
                                 "a:x:b:1", "a:1:b:99999", "a:1:b:2:c"}) {
    EXPECT_THAT(complaint_of({"--connect-to", text}), HasSubstr("expected HOST1:PORT1:HOST2:PORT2"))
        << text;
  }
}

TEST(Network, WhatHidesTheRealAddressGoesNotWithDenyPrivate) {
  EXPECT_THAT(complaint_of({"--deny-private", "--proxy=http://p.test"}), HasSubstr("--proxy"));
  EXPECT_THAT(complaint_of({"--deny-private", "--unix-socket=/run/s"}), HasSubstr("--unix-socket"));
  EXPECT_EQ(complaint_of({"--deny-private", "--proxy="}), "");
}

TEST(Network, FilesOfCertificatesAreKnownAsRead) {
  EXPECT_THAT(
      settings_of({"--cacert=ca.pem", "--cert=c.pem:x", "--key=k.pem", "--baseline=old.json"})
          .files_read,
      ElementsAre("urls.txt", "ca.pem", "c.pem", "k.pem", "old.json"));
}

}  // namespace
}  // namespace urlfan::network_options_test
