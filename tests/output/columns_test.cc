#include "src/output/columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <string>

namespace urlfan::columns_test {
namespace {

// An e with an acute accent that is a character of its own.
const std::string kAccented = "e\xCC\x81";

TEST(Columns, AreThoseOfTheScreen) {
  EXPECT_EQ(columns(""), 0U);
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("Grüße"), 5U);
  EXPECT_EQ(columns(kAccented), 1U) << "a mark is above what comes before it";
  EXPECT_EQ(columns("日本"), 4U);
  EXPECT_EQ(columns("한국"), 4U);
  EXPECT_EQ(columns("👍"), 2U);
  EXPECT_EQ(columns("…"), 1U);
}

TEST(Columns, DoNotDependOnTheLocale) {
  std::setlocale(LC_CTYPE, "C");
  EXPECT_EQ(columns("日本"), 4U);
}

TEST(Columns, AStartIsAsWideAsFits) {
  EXPECT_EQ(first_columns("abc", 2), "ab");
  EXPECT_EQ(first_columns("日本", 3), "日") << "half a character is none";
  EXPECT_EQ(first_columns(kAccented + "x", 1), kAccented);
  EXPECT_EQ(first_columns("abc", 0), "");
  EXPECT_EQ(first_columns("", 5), "");
}

TEST(Columns, WhatIsTooWideIsCutInTheMiddle) {
  EXPECT_EQ(cut_in_the_middle("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(cut_in_the_middle("abcdefgh", 7), "abc…fgh");
  EXPECT_EQ(cut_in_the_middle("abcdefgh", 4), "ab…h");
  EXPECT_EQ(cut_in_the_middle("abcdefgh", 1), "…");
  EXPECT_EQ(cut_in_the_middle("abcdefgh", 0), "");
}

TEST(Columns, ACutTextFitsAndIsOfWholeCharacters) {
  std::string text;
  for (int i = 0; i < 8; ++i) text += "日" + kAccented + "x";
  for (std::size_t most = 0; most <= columns(text) + 1; ++most) {
    const std::string cut = cut_in_the_middle(text, most);
    EXPECT_LE(columns(cut), most) << cut;
    EXPECT_GE(columns(cut) + 2, std::min(most, columns(text))) << "as much as fits: " << cut;
    EXPECT_EQ(cut.find("…\xCC\x81"), std::string::npos) << "a mark without its letter: " << cut;
  }
}

TEST(Columns, PaddingCountsColumns) {
  EXPECT_EQ(padded("日本", 6), "日本  ");
  EXPECT_EQ(padded("abc", 2), "abc");
}

}  // namespace
}  // namespace urlfan::columns_test
