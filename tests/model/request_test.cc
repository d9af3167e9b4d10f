#include "urlfan/request.h"

#include <gtest/gtest.h>

namespace urlfan::request_test {
namespace {

Target with(std::optional<Credentials> credentials) {
  return {.url = "https://a.test:8443/x?y=1",
          .origin = {"https", "a.test", 8443},
          .credentials = std::move(credentials)};
}

TEST(Target, WithoutUserInformationTheUrlIsShownAsItIs) {
  EXPECT_EQ(with({}).display_url(), "https://a.test:8443/x?y=1");
}

TEST(Target, APasswordIsNeverShown) {
  EXPECT_EQ(with(Credentials{"joe", "secret"}).display_url(), "https://joe:***@a.test:8443/x?y=1");
}

TEST(Target, AUserWithoutAPasswordMayBeATokenAndIsNotShown) {
  EXPECT_EQ(with(Credentials{"ghp_token", {}}).display_url(), "https://***@a.test:8443/x?y=1");
  EXPECT_EQ(with(Credentials{"sk_live", ""}).display_url(), "https://***@a.test:8443/x?y=1");
}

TEST(Target, AUserNameIsShownEncoded) {
  EXPECT_EQ(with(Credentials{"a@b c/\x1b\xC3\xA9-._~9Z", "p"}).display_url(),
            "https://a%40b%20c%2F%1B%C3%A9-._~9Z:***@a.test:8443/x?y=1");
}

TEST(Target, AnEmptyTargetShowsNothing) { EXPECT_EQ(Target().display_url(), ""); }

TEST(StatusSet, ContainsTheEndsOfItsRangesAndNothingOutside) {
  const StatusSet set{.ranges = {{200, 299}, {404, 404}}, .text = "2xx,404"};
  for (const int inside : {200, 250, 299, 404}) EXPECT_TRUE(set.contains(inside)) << inside;
  for (const int outside : {199, 300, 403, 405, 0}) EXPECT_FALSE(set.contains(outside)) << outside;
}

TEST(StatusSet, WithoutRangesItContainsNothing) { EXPECT_FALSE(StatusSet().contains(200)); }

}  // namespace
}  // namespace urlfan::request_test
