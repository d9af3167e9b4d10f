#include "src/output/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/text.h"

namespace urlfan::json_writer_test {
namespace {

using nlohmann::json;
using namespace std::string_view_literals;

template <typename Value>
std::string written(const Value& value) {
  JsonWriter writer;
  writer.value(value);
  return std::move(writer).take();
}

TEST(JsonWriter, EscapesWhatATerminalWouldObey) {
  const std::string text =
      "abcdefg\x7F \xC2\x9B \xE2\x80\xAE \xEF\xBB\xBF \xF3\xA0\x81\x81 \xF0\x9F\x98\x80 \xC3\xA9";
  EXPECT_EQ(written(text),
            "\"abcdefg\\u007f \\u009b \\u202e \\ufeff \\udb40\\udc41 \xF0\x9F\x98\x80 \xC3\xA9\"");
  EXPECT_EQ(json::parse(written(text)), text);
}

TEST(JsonWriter, WritesNestedMembersWithTheirCommas) {
  JsonWriter writer;
  writer.open_object();
  writer.member("a", 1);
  writer.key("b");
  writer.open_array();
  writer.open_object();
  writer.close_object();
  writer.open_object();
  writer.member("c", "x");
  writer.member("d", true);
  writer.close_object();
  writer.open_array();
  writer.close_array();
  writer.value(2);
  writer.null();
  writer.close_array();
  writer.key("e");
  writer.null();
  writer.member("f", false);
  writer.close_object();
  EXPECT_EQ(std::move(writer).take(),
            R"({"a":1,"b":[{},{"c":"x","d":true},[],2,null],"e":null,"f":false})");
}

TEST(JsonWriter, WritesIntegersWhole) {
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(-1), "-1");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
}

TEST(JsonWriter, WritesMillisecondsToThreeDecimals) {
  const std::vector<std::pair<std::int64_t, const char*>> cases{
      {0, "0"},       {1, "0.001"},   {10, "0.01"},          {100, "0.1"},
      {999, "0.999"}, {1000, "1"},    {1001, "1.001"},       {1010, "1.01"},
      {1100, "1.1"},  {3900, "3.9"},  {219'200, "219.2"},    {1'234'567, "1234.567"},
      {50, "0.05"},   {505, "0.505"}, {60'000'000, "60000"}, {990, "0.99"},
  };
  for (const auto& [microseconds, text] : cases) {
    EXPECT_EQ(written(Duration(microseconds)), text);
  }
}

TEST(JsonWriter, ADurationIsANumberThatReadsBackExactly) {
  for (std::int64_t count = 1; count < 10'000'000'000; count = count * 3 + 7) {
    EXPECT_DOUBLE_EQ(json::parse(written(Duration(count))).get<double>(),
                     static_cast<double>(count) / 1000.0);
  }
}

TEST(JsonWriter, AnEmptyOptionalIsNull) {
  EXPECT_EQ(written(std::optional<int>()), "null");
  EXPECT_EQ(written(std::optional<Duration>()), "null");
  EXPECT_EQ(written(std::optional<std::string>()), "null");
  EXPECT_EQ(written(std::optional<int>(0)), "0") << "a known zero is none";
  EXPECT_EQ(written(std::optional<std::string>("")), "\"\"");
}

TEST(JsonWriter, AnEmptyTextIsNullWhereThatIsAskedFor) {
  JsonWriter writer;
  writer.open_object();
  writer.member_or_null("a", "");
  writer.member_or_null("b", "x");
  writer.member("c", "");
  writer.close_object();
  EXPECT_EQ(std::move(writer).take(), R"({"a":null,"b":"x","c":""})");
}

TEST(JsonWriter, EscapesWhatJsonMust) {
  EXPECT_EQ(written("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(written("\n\r\t"), R"("\n\r\t")");
  EXPECT_EQ(written("\0\x01\x1f"sv), R"("\u0000\u0001\u001f")");
}

TEST(JsonWriter, EveryByteAtEveryPlaceReadsBack) {
  // Eight bytes are looked at together: any of them may be the special one.
  for (int byte = 1; byte < 128; ++byte) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'a');
      text[place] = static_cast<char>(byte);
      ASSERT_EQ(json::parse(written(text)).get<std::string>(), text) << byte << " at " << place;
    }
  }
}

TEST(JsonWriter, TextBeyondAsciiStaysAsItIs) {
  const std::string text = "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xEF\xBF\xBF";
  EXPECT_EQ(written(text), '"' + text + '"');
}

TEST(JsonWriter, BytesThatAreNotUtf8AreReplacedOneByOne) {
  EXPECT_EQ(written("a\xFF z"), "\"a\xEF\xBF\xBD z\"");
  EXPECT_EQ(written("\xC3"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(written("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(written("12345678\x80"), "\"12345678\xEF\xBF\xBD\"");
}

TEST(JsonWriter, AnyBytesMakeValidJson) {
  std::uint64_t dice = 1;
  for (std::size_t size = 0; size < 2000; size += 13) {
    std::string bytes(size, '\0');
    for (char& c : bytes) {
      dice = dice * 6364136223846793005U + 1442695040888963407U;
      c = static_cast<char>(dice >> 56U);
    }
    const std::string text = written(bytes);
    ASSERT_TRUE(is_utf8(text));
    ASSERT_TRUE(json::accept(text)) << text;
  }
}

TEST(JsonWriter, LongTextsAreWrittenWhole) {
  for (const std::size_t size : {255U, 256U, 257U, 3000U, 3072U, 100'000U}) {
    std::string text;
    while (text.size() < size) text += "x\"\xC3\xA9\n";
    ASSERT_EQ(json::parse(written(text)).get<std::string>(), text) << size;
  }
}

TEST(JsonWriter, ATextThatIsNotEscapedDoesNotTakeMoreRoomThanItNeeds) {
  const std::string text(std::size_t{8} << 20U, 'x');
  EXPECT_LE(written(text).capacity(), 3 * text.size());
}

}  // namespace
}  // namespace urlfan::json_writer_test
