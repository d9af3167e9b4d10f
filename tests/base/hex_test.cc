#include "src/base/hex.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace urlfan::hex_test {
namespace {

TEST(Hex, DigitsAreReadInEitherCase) {
  EXPECT_EQ(parse_hex("00fF"), 0xFFU);
  EXPECT_EQ(parse_hex("89abcDEF"), 0x89ABCDEFU);
  EXPECT_EQ(hex_value('0'), 0U);
  EXPECT_EQ(hex_value('A'), 10U);
  EXPECT_EQ(hex_value('f'), 15U);
}

TEST(Hex, TheirNeighboursAreNoDigits) {
  for (const char c : std::string_view("/:@G`g \0\xE9", 9)) EXPECT_FALSE(is_hex_digit(c)) << c;
  for (const char* text : {"0x", "-1", " f", "fg"}) EXPECT_FALSE(parse_hex(text)) << text;
}

TEST(Hex, EveryByteIsTwoDigitsInLowerCase) {
  std::string text = "\\x";
  append_hex(text, std::string_view("\x00\x0A\x7F\xFF", 4));
  EXPECT_EQ(text, "\\x000a7fff");
}

TEST(Hex, EveryByteIsTwoDigitsInUpperCaseBehindAPercentSign) {
  std::string text;
  for (const char c : std::string_view("%\n\xE9")) append_percent(text, c);
  EXPECT_EQ(text, "%25%0A%E9");
}

TEST(Hex, WhatWasWrittenIsRead) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string text;
    append_hex(text, std::string(1, static_cast<char>(byte)));
    EXPECT_EQ(parse_hex(text), byte);
  }
}

}  // namespace
}  // namespace urlfan::hex_test
