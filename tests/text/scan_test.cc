#include "src/text/scan.h"

#include <gtest/gtest.h>

namespace urlfan {
namespace {

TEST(FindAny, IsTheFirstOfAFewOrTheSize) {
  EXPECT_EQ(find_any("http://h/x?y", "?#"), 10U);
  EXPECT_EQ(find_any("http://h/x?y", "/?#", 7), 8U);
  EXPECT_EQ(find_any("http://h", "/?#", 7), 8U);
  EXPECT_EQ(find_any("", "/"), 0U);
  EXPECT_EQ(find_any("short", "/", 9), 5U);
}

TEST(IsNumericHost, HasDigitsAndDotsAlone) {
  EXPECT_TRUE(is_numeric_host("127.0.0.1"));
  EXPECT_TRUE(is_numeric_host("2130706433"));
  EXPECT_FALSE(is_numeric_host("1.example"));
  EXPECT_FALSE(is_numeric_host("::1"));
}

}  // namespace
}  // namespace urlfan
