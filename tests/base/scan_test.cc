#include "src/base/scan.h"

#include <gtest/gtest.h>

namespace urlfan::scan_test {
namespace {

TEST(FindAny, IsTheFirstOfAFewOrTheSize) {
  EXPECT_EQ(find_any("http://h/x?y", "?#"), 10U);
  EXPECT_EQ(find_any("http://h/x?y", "/?#", 7), 8U);
  EXPECT_EQ(find_any("http://h", "/?#", 7), 8U);
  EXPECT_EQ(find_any("", "/"), 0U);
  EXPECT_EQ(find_any("short", "/", 9), 5U);
}

TEST(IsAddressLiteral, HasBracketsOrDigitsAndDotsAlone) {
  EXPECT_TRUE(is_address_literal("127.0.0.1"));
  EXPECT_TRUE(is_address_literal("2130706433"));
  EXPECT_TRUE(is_address_literal("[::1]"));
  EXPECT_FALSE(is_address_literal("1.example"));
  EXPECT_FALSE(is_address_literal("::1"));
}

}  // namespace
}  // namespace urlfan::scan_test
