#include "src/output/csv_sink.h"

#include <gmock/gmock.h>

#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/flush_counter.h"
#include "tests/support/results.h"

namespace urlfan::csv_sink_test {
namespace {

using testing::StartsWith;

std::string csv(const std::vector<Result>& results, const std::vector<std::string>& fields) {
  std::ostringstream out;
  CsvSink sink(out, {.fields = fields});
  for (const auto& result : results) sink.write(result);
  sink.finish({});
  return out.str();
}

/// The one cell of a result of this name, as it stands in the file.
std::string cell(const std::string& name) {
  Result result = passed();
  result.name = name;
  const std::string text = csv({result}, {"ok", "name"});
  const std::string before = "ok,name\r\ntrue,";
  EXPECT_THAT(text, StartsWith(before));
  EXPECT_TRUE(text.ends_with("\r\n"));
  return text.substr(before.size(), text.size() - before.size() - 2);
}

TEST(CsvSink, IsAHeaderAndARowAResultAsRfc4180HasThem) {
  Result second = failed(1, ErrorCode::connect_refused, "nobody, \"there\"");
  EXPECT_EQ(csv({passed(0), second}, {"index", "ok", "status", "error.message"}),
            "index,ok,status,error.message\r\n"
            "0,true,200,\r\n"
            "1,false,,\"nobody, \"\"there\"\"\"\r\n");
}

TEST(CsvSink, HasAHeaderAlsoWithoutResults) { EXPECT_EQ(csv({}, {"url", "ok"}), "url,ok\r\n"); }

TEST(CsvSink, HasColumnsOfItsOwnWhereNoneAreAskedFor) {
  const std::string text = csv({passed(0)}, {});
  EXPECT_THAT(text, StartsWith("index,file,line,name,method,url,ok,status,error.code,"));
  EXPECT_THAT(text,
              testing::HasSubstr("\r\n0,urls.txt,1,,GET,http://a.test/0,true,200,,,1,,12.5,"));
}

TEST(CsvSink, NoCellStartsAFormula) {
  // What spreadsheets take for one: https://owasp.org/www-community/attacks/CSV_Injection
  for (const char* text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\n=1", "＝1", "＋1", "－1", "＠1"}) {
    EXPECT_EQ(cell(text), std::string("\"'") + text + "\"");
  }
  EXPECT_EQ(cell("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(cell("=a\"b"), "\"'=a\"\"b\"");
}

TEST(CsvSink, WhatStartsWithAnApostropheGetsAnotherSoThatOneCanBeTakenOff) {
  EXPECT_EQ(cell("'=1"), "\"''=1\"");
  EXPECT_EQ(cell("'"), "\"''\"");
}

TEST(CsvSink, NumbersStayNumbers) {
  Result result = passed();
  result.started_at = WallTime(std::chrono::hours(48));
  result.response.tls =
      TlsFacts{.version = "", .subject = "", .issuer = "", .not_after = WallTime()};
  EXPECT_EQ(csv({result}, {"tls.days_left", "timings_ms.total"}),
            "tls.days_left,timings_ms.total\r\n-2,12.5\r\n");
}

TEST(CsvSink, TextIsTextAgainInACell) {
  EXPECT_EQ(cell("plain text"), "plain text");
  EXPECT_EQ(cell("a=b+c"), "a=b+c");
  EXPECT_EQ(cell("two\r\nlines\t\\"), "\"two\r\nlines\t\\\"");
  EXPECT_EQ(cell("caf\xC3\xA9"), "caf\xC3\xA9");
  EXPECT_EQ(cell(" blanks "), "\" blanks \"");
  EXPECT_EQ(cell("a;b"), "\"a;b\"");
  EXPECT_EQ(cell(""), "\"\"") << "which is not the same as nothing";
}

TEST(CsvSink, WhatActsUnseenStaysAsJsonHasIt) {
  EXPECT_EQ(cell("\x1b[31m"), "\"\\u001b[31m\"");
  EXPECT_EQ(cell(std::string("a\0b", 3)), "\"a\\u0000b\"");
}

TEST(CsvSink, AnArrayOrAnObjectIsItsJson) {
  Result result = passed();
  result.checks = {{.name = "status", .ok = true, .expected = "<400", .actual = "200"}};
  EXPECT_EQ(
      csv({result}, {"checks"}),
      "checks\r\n\"[{\"\"name\"\":\"\"status\"\",\"\"ok\"\":true,\"\"expected\"\":\"\"<400\"\","
      "\"\"actual\"\":\"\"200\"\"}]\"\r\n");
}

TEST(CsvSink, ARowOfNothingIsNoEmptyLine) {
  EXPECT_EQ(csv({passed()}, {"name"}), "name\r\n\"\"\r\n");
}

TEST(CsvSink, BodiesAreShownWhereTheyAreAskedFor) {
  Result result = passed();
  result.response.body = "a,b";
  EXPECT_EQ(csv({result}, {"body"}), "body\r\n\"a,b\"\r\n");
}

TEST(CsvSink, FlushesWhenNothingElseIsWaiting) {
  FlushCounter buffer;
  std::ostream out(&buffer);
  CsvSink sink(out);
  sink.write(passed(0));
  EXPECT_EQ(buffer.flushes, 0);
  sink.idle({});
  EXPECT_EQ(buffer.flushes, 1);
  sink.finish({});
  EXPECT_EQ(buffer.flushes, 2);
}

}  // namespace
}  // namespace urlfan::csv_sink_test
