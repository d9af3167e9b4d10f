#include "src/base/ascii.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace urlfan::ascii_test {
namespace {

/// All characters of a class, in their order.
template <typename Class>
std::string all_of(Class is_one) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    if (const auto c = static_cast<char>(byte); is_one(c)) all += c;
  }
  return all;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

TEST(Ascii, AClassHasItsCharactersAndNoByteThatIsNotAscii) {
  EXPECT_EQ(all_of(is_digit), kDigits);
  EXPECT_EQ(all_of(is_upper_case), kUpper);
  EXPECT_EQ(all_of(is_letter), std::string(kUpper).append(kLower));
  EXPECT_EQ(all_of(is_letter_or_digit), std::string(kDigits).append(kUpper).append(kLower));
  EXPECT_EQ(all_of(is_blank), "\t ");
  EXPECT_EQ(all_of(is_blank_or_line_end), "\t\n\r ");
}

TEST(Ascii, ATokenHasNoSeparatorsOfHttp) {
  for (char c = '!'; c < '\x7F'; ++c) {
    EXPECT_NE(is_token_character(c), is_any(c, "\"(),/:;<=>?@[\\]{}")) << c;
  }
  EXPECT_FALSE(is_token_character(' '));
  EXPECT_FALSE(is_token_character('\x7F'));
  EXPECT_FALSE(is_token_character('\xE9'));
}

TEST(Ascii, ControlCharactersAreC0AndDel) {
  const std::string all = all_of(is_control);
  EXPECT_EQ(all.size(), 33U);
  EXPECT_EQ(all.front(), '\0');
  EXPECT_EQ(all[31], '\x1F');
  EXPECT_EQ(all.back(), '\x7F');
}

TEST(Ascii, OnlyLettersHaveALowerCase) {
  EXPECT_EQ(lower_case('A'), 'a');
  EXPECT_EQ(lower_case('Z'), 'z');
  for (const char c : std::string_view("@[`az{09\xC9")) EXPECT_EQ(lower_case(c), c);
}

TEST(Ascii, DigitsAreAtLeastOne) {
  EXPECT_TRUE(are_digits("0"));
  EXPECT_TRUE(are_digits("8080"));
  for (const char* text : {"", "+1", "80a", " 80"}) EXPECT_FALSE(are_digits(text)) << text;
}

TEST(Ascii, BlanksAreCountedAtTheStartAndTakenOffBothEnds) {
  EXPECT_EQ(count_blanks(" \t a "), 3U);
  EXPECT_EQ(count_blanks(" \t"), 2U);
  EXPECT_EQ(count_blanks("a"), 0U);
  EXPECT_EQ(without_blanks("\t a b \t"), "a b");
  EXPECT_EQ(without_blanks(" \t "), "");
}

TEST(Ascii, AStartIsFoundInAnyCase) {
  EXPECT_TRUE(starts_in_any_case("Set-Cookie: a", "set-cookie:"));
  EXPECT_TRUE(starts_in_any_case("SET", "set"));
  EXPECT_FALSE(starts_in_any_case("se", "set"));
  // Characters that differ from others in the bit of the case alone.
  EXPECT_FALSE(starts_in_any_case("a\r", "a-"));
  EXPECT_FALSE(starts_in_any_case("a@", "a`"));
}

}  // namespace
}  // namespace urlfan::ascii_test
