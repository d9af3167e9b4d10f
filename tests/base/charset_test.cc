#include "src/base/charset.h"

#include <gtest/gtest.h>

#include <string>

#include "src/base/charset_labels.h"
#include "src/base/text.h"

namespace urlfan::charset_test {
namespace {

/// What a body says as text.
std::string read(const std::string& body, const char* content_type, bool cut = false) {
  return read_body(body, content_type, cut).decoded.value_or(body);
}

TEST(Charset, TheLabelOfContentTypeTellsHowABodyIsRead) {
  const std::pair<const char*, std::pair<const char*, const char*>> cases[] = {
      {"iso-8859-1",
       {"ge\xF6"
        "ffnet \x80 \x81",
        "ge\u00f6ffnet \u20ac \u0081"}},
      {"Latin1", {"\xE9", "\u00e9"}},
      {"us-ascii", {"\x93quoted\x94", "\u201cquoted\u201d"}},
      {"gb2312", {"\xC4\xE3\xBA\xC3", "\u4f60\u597d"}},
      {"gbk", {"\x94\x39\xDA\x33", "\U0001F4A9"}},
      {"Shift_JIS", {"\x93\xFA\x96{", "\u65e5\u672c"}},
      {"euc-jp", {"\xC6\xFC\xCB\xDC", "\u65e5\u672c"}},
      {"iso-2022-jp", {"\x1B$BF|K\\\x1B(B!", "\u65e5\u672c!"}},
      {"euc-kr", {"\xC7\xD1\xB1\xDB", "\ud55c\uae00"}},
      {"big5", {"\xA4\xA4\xA4\xE5", "\u4e2d\u6587"}},
      {"koi8-r", {"\xF0\xD2\xC9", "\u041f\u0440\u0438"}},
      {"windows-1251", {"\xCF\xF0\xE8", "\u041f\u0440\u0438"}},
      {"iso-8859-9", {"\xFD\xFE", "\u0131\u015f"}},
      {"iso-8859-15", {"\xA4", "\u20ac"}},
      {"windows-874", {"\xA1", "\u0e01"}},
      {"utf-8", {"\u00e9", "\u00e9"}}};
  for (const auto& [label, texts] : cases) {
    EXPECT_EQ(read(texts.first, (std::string("text/html; charset=") + label).c_str()), texts.second)
        << label;
  }
  EXPECT_EQ(read(std::string("h\0\xF6\0", 4), "text/html;charset=utf-16le"), "h\u00f6");
  EXPECT_EQ(read(std::string("\0h\0\xF6", 4), "text/html;charset=utf-16be"), "h\u00f6");
}

TEST(Charset, EveryLabelHasAConverter) {
  for (const char* label :
       {"utf-8",        "ibm866",         "iso-8859-2",   "iso-8859-3",     "iso-8859-4",
        "iso-8859-5",   "iso-8859-6",     "iso-8859-7",   "iso-8859-8",     "iso-8859-8-i",
        "iso-8859-10",  "iso-8859-13",    "iso-8859-14",  "iso-8859-16",    "koi8-u",
        "macintosh",    "x-mac-cyrillic", "windows-1250", "windows-1252",   "windows-1253",
        "windows-1254", "windows-1255",   "windows-1256", "windows-1257",   "windows-1258",
        "gb18030",      "big5",           "utf-16",       "ks_c_5601-1987", "x-sjis"}) {
    const std::string type = std::string("text/plain; charset=") + label;
    EXPECT_TRUE(find_encoding(label)) << label;
    EXPECT_EQ(read_body("\xC1\xE1\xC1\xE1", type, false).unknown_charset, "") << label;
  }
}

TEST(Charset, TheParameterIsFoundHoweverItIsWritten) {
  for (const char* type : {"text/html; charset=iso-8859-1", "text/html;CHARSET=\"ISO-8859-1\"",
                           "text/html; a=\"; charset=utf-8\" ; Charset = \"iso-8859-1\"; b",
                           "text/html;charset=iso-8859-1;charset=utf-8",
                           "text/html; charset=\" iso-8859-1 \"", "x/y; charset=iso-8859-1"}) {
    EXPECT_EQ(read("\xE9", type), "\u00e9") << type;
  }
}

TEST(Charset, AMarkGoesBeforeTheLabelAndIsNoPartOfTheText) {
  EXPECT_EQ(read("\xEF\xBB\xBF{}", "application/json; charset=iso-8859-1"), "{}");
  EXPECT_EQ(read(std::string("\xFF\xFE{\0}\0", 6), "application/json"), "{}");
  EXPECT_EQ(read(std::string("\xFE\xFF\0{\0}", 6), "text/plain; charset=utf-8"), "{}");
  EXPECT_EQ(read("\xEF\xBB\xBF{}", ""), "{}");
  EXPECT_TRUE(read_body(std::string("\xFF\xFE{\0", 4), "", false).told);
}

TEST(Charset, WhatCannotBeReadIsAReplacementCharacter) {
  EXPECT_EQ(read("a\xFF"
                 "b",
                 "text/plain"),
            "a\uFFFDb");
  EXPECT_EQ(read("a\xC4\xFF"
                 "b",
                 "text/plain; charset=euc-kr"),
            "a\uFFFD\uFFFDb");
  EXPECT_EQ(read("a\xC4", "text/plain; charset=gb2312"), "a\uFFFD");
  EXPECT_EQ(read(std::string("a\0\0\xDC"
                             "b\0c",
                             7),
                 "text/plain; charset=utf-16le"),
            "a\uFFFDb\uFFFD");
  EXPECT_EQ(read("\xAA", "text/plain; charset=windows-1253"), "\uFFFD");
}

TEST(Charset, ACharacterThatTheCutDividesIsLeftOut) {
  EXPECT_EQ(read("a\xC4", "text/plain; charset=gb2312", true), "a");
  EXPECT_EQ(read(std::string("a\0\x3D\xD8\x4B", 5), "text/plain; charset=utf-16le", true), "a");
  EXPECT_EQ(read("\xFF"
                 "a\xC3",
                 "text/plain; charset=utf-8", true),
            "\uFFFDa");
}

TEST(Charset, AnUnknownLabelIsToldAndReadAsUtf8) {
  const BodyText text = read_body("a\xFF", "text/plain; charset=klingon", false);
  EXPECT_EQ(text.unknown_charset, "klingon");
  EXPECT_FALSE(text.told);
  EXPECT_EQ(text.decoded, "a\uFFFD");
  EXPECT_EQ(read_body("a", "text/plain; charset=\"a b\"", false).unknown_charset, "a b");
}

TEST(Charset, WhatIsNoTextStaysAsItIs) {
  const std::string bytes("\xFF\xFE\0\x89", 4);
  for (const char* type : {"image/png", "application/octet-stream", "application/zip; a=b"}) {
    EXPECT_FALSE(read_body(bytes, type, false).decoded) << type;
  }
  EXPECT_FALSE(read_body("\x89PNG", "", false).decoded);
  EXPECT_FALSE(read_body("\x89PNG", "image/png; charset=utf-8", false).told);
}

TEST(Charset, OfALongTextNothingIsLost) {
  std::string bytes;
  std::string text;
  for (int i = 0; i < 30'000; ++i) {
    bytes += i % 7 == 0 ? "\xA4\xA4" : "x";
    text += i % 7 == 0 ? "\u4e2d" : "x";
  }
  EXPECT_EQ(read(bytes, "text/plain; charset=big5"), text);
}

TEST(Charset, WhateverIsReadIsUtf8) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    for (int j = 0; j < 256; j += 3) bytes += {static_cast<char>(i), static_cast<char>(j)};
  }
  for (const char* label : {"iso-8859-1", "windows-1255", "koi8-u", "macintosh", "windows-874",
                            "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr",
                            "utf-16be", "utf-16le", "utf-8", "klingon"}) {
    const std::string type = std::string("text/plain; charset=") + label;
    for (const bool cut : {false, true}) {
      EXPECT_TRUE(is_utf8(*read_body(bytes, type, cut).decoded)) << label;
    }
  }
}

}  // namespace
}  // namespace urlfan::charset_test
