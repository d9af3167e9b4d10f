#include "src/net/proxies.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

namespace urlfan::proxies_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

ClientConfig with_proxy(const std::string& proxy) {
  ClientConfig config;
  config.proxy = proxy;
  return config;
}

/// What is wrong with it; empty: nothing.
std::string refusal(const std::string& proxy) {
  try {
    require_proxies(with_proxy(proxy));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

TEST(Proxies, AreUsedWhenOneIsNamed) {
  EXPECT_TRUE(uses_proxies(with_proxy("127.0.0.1:3128")));
  EXPECT_FALSE(uses_proxies(with_proxy("")));
}

TEST(Proxies, AreNotUsedWherePrivateAddressesAreDenied) {
  ClientConfig config = with_proxy("http://joe:s3cret@127.0.0.1:3128");
  config.deny_private = true;
  EXPECT_FALSE(uses_proxies(config));
  EXPECT_THAT(proxy_credentials(config), IsEmpty());
}

TEST(Proxies, AreTakenAsCurlTakesThem) {
  for (const char* good :
       {"", "proxy.test", "proxy.test:3128", "127.0.0.1:3128", "[::1]:3128", "http://proxy.test",
        "HTTPS://proxy.test:443", "socks4://h:1", "socks4a://h:1", "socks5://h:1", "SOCKS5H://h:1",
        "joe:s3cret@proxy.test:3128", "http://joe:p%40ss@proxy.test:3128"}) {
    EXPECT_EQ(refusal(good), "") << good;
  }
}

TEST(Proxies, OfAnUnknownSchemeAreRefusedWithTheKnownOnes) {
  for (const std::string scheme : {"socks", "ftp", "socks6", "http5"}) {
    EXPECT_EQ(refusal(scheme + "://joe:s3cret@h:1"),
              "the proxy: unknown scheme \"" + scheme +
                  "\"; expected http, https, socks4, socks4a, socks5 or socks5h");
  }
}

TEST(Proxies, ThatAreNoUrlAreRefusedWithoutBeingShown) {
  for (const char* bad : {"http://joe:s3cret@h:99999", "http://joe:s3@cret@h:1",
                          "http://joe:s3 cret@h:1", "joe:s3cret@h:port"}) {
    EXPECT_THAT(refusal(bad),
                AllOf(StartsWith("the proxy is not a URL; expected [SCHEME://]"),
                      HasSubstr("percent-encoded"), Not(HasSubstr("cret@")), Not(HasSubstr("joe"))))
        << bad;
  }
}

TEST(Proxies, AreToldWhoAsks) {
  const auto all = proxy_credentials(with_proxy("http://joe:p%40ss@proxy.test:3128"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].user, "joe");
  EXPECT_EQ(all[0].password, "p@ss");
  const auto written_short = proxy_credentials(with_proxy("joe:s3cret@proxy.test:3128"));
  ASSERT_EQ(written_short.size(), 1U);
  EXPECT_EQ(written_short[0].password, "s3cret");
  EXPECT_THAT(proxy_credentials(with_proxy("http://proxy.test:3128")), IsEmpty());
  EXPECT_THAT(proxy_credentials(with_proxy("")), IsEmpty());
}

}  // namespace
}  // namespace urlfan::proxies_test
