#include "src/base/text.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urlfan::text_test {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Text, ACharacterHasItsNumber) {
  EXPECT_EQ(code_point("a"), U'a');
  EXPECT_EQ(code_point("\x7F"), U'\x7F');
  EXPECT_EQ(code_point("\xC2\x80"), 0x80U);
  EXPECT_EQ(code_point("\xDF\xBF"), 0x7FFU);
  EXPECT_EQ(code_point("\xE0\xA0\x80"), 0x800U);
  EXPECT_EQ(code_point("\xEF\xBF\xBF"), 0xFFFFU);
  EXPECT_EQ(code_point("\xF0\x90\x80\x80"), 0x10000U);
  EXPECT_EQ(code_point("\xF4\x8F\xBF\xBF"), 0x10FFFFU);
}

struct Utf8Case {
  std::string_view bytes;
  /// Of the valid start.
  std::size_t prefix;
  const char* what;
};

// RFC 3629, and the well-known traps (Unicode 15, table 3-7).
const std::vector<Utf8Case> kUtf8{
    {"", 0, "nothing"},
    {"plain", 5, "ASCII"},
    {"a\0b"sv, 3, "NUL is a character"},
    {"\x7F", 1, "DEL"},
    {"\xC2\x80", 2, "U+0080, the first of two bytes"},
    {"\xDF\xBF", 2, "U+07FF, the last of two bytes"},
    {"\xE0\xA0\x80", 3, "U+0800, the first of three bytes"},
    {"\xED\x9F\xBF", 3, "U+D7FF, the last before the surrogates"},
    {"\xEE\x80\x80", 3, "U+E000, the first after them"},
    {"\xEF\xBF\xBF", 3, "U+FFFF, the last of three bytes"},
    {"\xF0\x90\x80\x80", 4, "U+10000, the first of four bytes"},
    {"\xF4\x8F\xBF\xBF", 4, "U+10FFFF, the last of all"},
    {"\xC0\x80", 0, "NUL, overlong"},
    {"\xC1\xBF", 0, "DEL, overlong"},
    {"\xE0\x9F\xBF", 0, "U+07FF, overlong"},
    {"\xF0\x8F\xBF\xBF", 0, "U+FFFF, overlong"},
    {"\xED\xA0\x80", 0, "U+D800, a surrogate"},
    {"\xED\xBF\xBF", 0, "U+DFFF, a surrogate"},
    {"\xF4\x90\x80\x80", 0, "U+110000, beyond the last"},
    {"\xF5\x80\x80\x80", 0, "a lead byte beyond the last"},
    {"\xFE", 0, "no lead byte"},
    {"\xFF", 0, "no lead byte"},
    {"\x80", 0, "a continuation alone"},
    {"\xBF", 0, "a continuation alone"},
    {"\xC3", 0, "one of two"},
    {"\xE2\x82", 0, "two of three"},
    {"\xF0\x9F\x98", 0, "three of four"},
    {"\xC3\x28", 0, "the second is none"},
    {"\xE2\x28\xA1", 0, "the second is none"},
    {"\xE2\x82\x28", 0, "the third is none"},
    {"\xF0\x28\x8C\xBC", 0, "the second is none"},
    {"\xF0\x9F\x98\x28", 0, "the fourth is none"},
    {"abc\xC3\xA9\xFFxyz", 5, "up to the first that is wrong"},
    {"12345678\xFF", 8, "right after a block of eight"},
    {"1234567\xC3\xA9", 9, "across the border of a block"},
    {"1234567\xC3", 7, "cut at the border of a block"},
    {"12345678abcdefg\x80hijklmnop", 15, "in the middle of a block"},
};

TEST(Text, KnowsUtf8) {
  for (const auto& [bytes, prefix, what] : kUtf8) {
    EXPECT_EQ(valid_utf8_prefix(bytes), prefix) << what;
    EXPECT_EQ(is_utf8(bytes), prefix == bytes.size()) << what;
  }
}

TEST(Text, AWholeCharacterTellsItsLength) {
  EXPECT_EQ(character_length("a"), 1U);
  EXPECT_EQ(character_length("\xC3\xA9rest"), 2U);
  EXPECT_EQ(character_length("\xE2\x82\xACrest"), 3U);
  EXPECT_EQ(character_length("\xF0\x9F\x98\x80rest"), 4U);
  EXPECT_EQ(character_length("\xE2\x82"), 0U);
  EXPECT_EQ(character_length("\x80"), 0U);
}

TEST(Text, OnlyACutCharacterIsDropped) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"", ""},
      {"abc", "abc"},
      {"abc\xC3", "abc"},
      {"abc\xC3\xA9", "abc\xC3\xA9"},
      {"abc\xE2", "abc"},
      {"abc\xE2\x82", "abc"},
      {"abc\xE2\x82\xAC", "abc\xE2\x82\xAC"},
      {"abc\xF0", "abc"},
      {"abc\xF0\x9F", "abc"},
      {"abc\xF0\x9F\x98", "abc"},
      {"abc\xF0\x9F\x98\x80", "abc\xF0\x9F\x98\x80"},
      {"\xC3", ""},
      {"\x80\x80\x80\x80", "\x80\x80\x80\x80"},  // no lead: not a cut, but no UTF-8 at all
      {"\xC3\xA9\xA9", "\xC3\xA9\xA9"},
  };
  for (const auto& [text, kept] : cases) EXPECT_EQ(drop_cut_character(text), kept);
}

TEST(Text, PrintableLeavesTextAlone) {
  const std::string text = "a b\"c\\d <\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80>~";
  EXPECT_EQ(printable(text), text);
  EXPECT_EQ(printable("\xC2\xA0"), "\xC2\xA0") << "the first after C1";
}

TEST(Text, PrintableEscapesWhatMovesATerminal) {
  const std::vector<std::pair<std::string_view, const char*>> cases{
      {"\x1b[31mred", "\\x1b[31mred"},
      {"a\nb\r\tc", "a\\x0ab\\x0d\\x09c"},
      {"\0"sv, "\\x00"},
      {"\x1f\x7f", "\\x1f\\x7f"},
      {"\xC2\x80", "\\xc2\\x80"},
      {"\xC2\x9B", "\\xc2\\x9b"},  // CSI, in one character
      {"\xC2\x9F", "\\xc2\\x9f"},
      {"\x9B", "\\x9b"},
      {"a\xFF", "a\\xff"},
      {"\xE2\x82", "\\xe2\\x82"},
      {"\xED\xA0\x80", "\\xed\\xa0\\x80"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
}

TEST(Text, PrintableEscapesWhatTurnsOrHidesTheTextAroundIt) {
  // From right to left, isolated; no width; a line end; a mark in the middle; a tag.
  for (const char* unseen :
       {"\xE2\x80\xAE", "\xE2\x81\xA6", "\xD8\x9C", "\xE2\x80\x8B", "\xE2\x80\x8D", "\xE2\x81\xA0",
        "\xE2\x80\xA8", "\xEF\xBB\xBF", "\xF3\xA0\x81\x81"}) {
    std::string escaped;
    append_escaped(escaped, unseen);
    EXPECT_EQ(printable("a" + std::string(unseen) + "b"), "a" + escaped + "b");
  }
  EXPECT_EQ(printable("\xE2\x80\x90 \xE2\x80\xA7 \xE2\x81\x9F"),
            "\xE2\x80\x90 \xE2\x80\xA7 \xE2\x81\x9F");
}

TEST(Text, PrintableIsUtf8WithoutControlCharactersWhateverComes) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string shown =
          printable(std::string{static_cast<char>(first), static_cast<char>(second)});
      ASSERT_TRUE(is_utf8(shown)) << first << " " << second;
      for (const char c : shown) ASSERT_FALSE((c >= 0 && c < 0x20) || c == 0x7F) << shown;
    }
  }
}

TEST(Text, Base64IsThatOfTheRfc) {
  // RFC 4648, section 10.
  const std::vector<std::pair<std::string_view, const char*>> cases{
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\0\0\0"sv, "AAAA"},
      {"\xFF\xFF\xFF", "////"},
      {"\xFB\xEF\xBE", "++++"},
      {"\xFF", "/w=="},
  };
  for (const auto& [bytes, text] : cases) EXPECT_EQ(base64(bytes), text);
}

TEST(Text, AnExcerptIsShortAndPrintable) {
  EXPECT_EQ(excerpt("short"), "short");
  EXPECT_EQ(excerpt("0123456789", 10), "0123456789");
  EXPECT_EQ(excerpt("0123456789x", 10), "0123456789...");
  EXPECT_EQ(excerpt("abc\xC3\xA9", 4), "abc...") << "not cut inside a character";
  EXPECT_EQ(excerpt("a\x1b\xFF"), "a\\x1b\\xff");
  EXPECT_EQ(excerpt(""), "");
}

TEST(Text, AnExcerptHidesUserInformation) {
  EXPECT_EQ(excerpt("https://joe:s3cret@a.test/"), "https://***@a.test/");
  EXPECT_EQ(excerpt("GET https://s3cret@a.test/ x"), "GET https://***@a.test/ x");
  EXPECT_EQ(excerpt("https://a.test/ # mail me@b.test"), "https://***@b.test") << "too much";
  EXPECT_EQ(excerpt("https://a.test/"), "https://a.test/");
}

TEST(Text, AnExcerptHidesUserInformationThatItCuts) {
  const std::string line = "https://joe:" + std::string(200, 's') + "@a.test/";
  EXPECT_THAT(excerpt(line), Not(HasSubstr("ss")));
}

TEST(Text, AnExcerptHidesUserInformationWithoutAScheme) {
  for (const char* line :
       {"joe:s3cret@a.test/", "GET joe:s3cret@a.test/ x", "s3cret@a.test",
        "joe:s3cret@a.test/?next=http://b.test/", "joe:s3cret@a.test/ name=http://me@b.test/"}) {
    EXPECT_THAT(excerpt(line), Not(HasSubstr("s3cret"))) << line;
  }
}

TEST(Text, TheExcerptOfAStartHidesUserInformationWhateverIsCutOff) {
  EXPECT_EQ(excerpt_of_start("https://joe:s3cret@a.test/x"), "https://***@a.test/x...");
  EXPECT_EQ(excerpt_of_start("https://joe:s3cret@a.test:8443/x"), "https://***@...");
  EXPECT_EQ(excerpt_of_start("joe:s3cret@a.test:8443/x"), "***@...");
  EXPECT_EQ(excerpt_of_start("https://joe:s3cret@a.test/ https://ann:s3c"),
            "https://***@a.test/ https://...");
  EXPECT_EQ(excerpt_of_start("https://joe:s3c"), "https://...");
  EXPECT_EQ(excerpt_of_start("joe:s3c"), "...");
}

}  // namespace
}  // namespace urlfan::text_test
