#include <gtest/gtest.h>

#include <string>

#include "urlfan/checks.h"

namespace urlfan::pattern_test {
namespace {

Pattern pattern(const char* text) { return std::get<Pattern>(Pattern::compile(text)); }

TEST(Pattern, FindsTheFirstPlaceThatFits) {
  EXPECT_EQ(pattern("b+").find_in("abbbcbb"), "bbb");
  EXPECT_EQ(pattern("^a").find_in("ab"), "a");
  EXPECT_FALSE(pattern("^b").find_in("ab"));
  EXPECT_EQ(pattern("(?i)OK").find_in("it is ok"), "ok");
}

TEST(Pattern, SearchesBytesThatAreNoText) {
  const std::string subject(
      "\0\xFF"
      "version=12\0",
      13);
  EXPECT_EQ(pattern("version=\\d+").find_in(subject), "version=12");
}

TEST(Pattern, RemembersItsText) { EXPECT_EQ(pattern("a|b").text(), "a|b"); }

TEST(Pattern, WhatIsNoExpressionSaysWhatIsWrong) {
  for (const char* text : {"(", "[a", "a{2,1}", "\\", "(?P<n", "*", "(?<=a)b", "(a)\\1"}) {
    const auto compiled = Pattern::compile(text);
    ASSERT_TRUE(std::holds_alternative<std::string>(compiled)) << text;
    EXPECT_FALSE(std::get<std::string>(compiled).empty()) << text;
  }
}

}  // namespace
}  // namespace urlfan::pattern_test
