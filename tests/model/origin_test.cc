#include "urlfan/origin.h"

#include <gtest/gtest.h>

namespace urlfan::origin_test {
namespace {

TEST(Origin, HasItsPartsAndOneKey) {
  const Origin origin("https", "www.example.com", 8443);
  EXPECT_EQ(origin.scheme(), "https");
  EXPECT_EQ(origin.name(), "www.example.com");
  EXPECT_EQ(origin.port(), 8443);
  EXPECT_EQ(origin.authority(), "www.example.com:8443");
  EXPECT_EQ(origin.key(), "https://www.example.com:8443");
  EXPECT_TRUE(origin.is_https());
}

TEST(Origin, KeepsTheBracketsOfAnAddress) {
  const Origin origin("http", "[::1]", 80);
  EXPECT_EQ(origin.name(), "[::1]");
  EXPECT_EQ(origin.authority(), "[::1]:80");
  EXPECT_FALSE(origin.is_https());
}

TEST(Origin, OfNothingHasNoParts) {
  const Origin none;
  EXPECT_TRUE(none.key().empty());
  EXPECT_TRUE(none.scheme().empty());
  EXPECT_TRUE(none.name().empty());
  EXPECT_TRUE(none.authority().empty());
}

TEST(Origin, IsEqualWhereAllPartsAre) {
  EXPECT_EQ(Origin("http", "a", 80), Origin("http", "a", 80));
  EXPECT_FALSE(Origin("http", "a", 80) == Origin("http", "a", 81));
  EXPECT_FALSE(Origin("http", "a", 80) == Origin("https", "a", 80));
}

}  // namespace
}  // namespace urlfan::origin_test
