#include "src/output/table_sink.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "src/output/columns.h"
#include "tests/support/flush_counter.h"
#include "tests/support/requests.h"
#include "tests/support/results.h"

namespace urlfan::table_sink_test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string table(const std::vector<Result>& results, TableSink::Options options = {},
                  const Summary& summary = {}) {
  std::ostringstream out;
  TableSink sink(out, options);
  for (const auto& result : results) sink.write(result);
  sink.finish(summary);
  return out.str();
}

TEST(TableSink, ShowsEveryLineAsItComes) {
  std::ostringstream out;
  TableSink sink(out, {});
  sink.write(failed(0, ErrorCode::dns_failed, "no such name"));
  EXPECT_THAT(out.str(), HasSubstr("http://a.test/0\n        dns_failed: no such name\n"));
  Result large = passed(1);
  large.response.body_bytes = 3'500'000;
  large.timings.total = ms(13);
  sink.write(large);
  EXPECT_THAT(out.str(), HasSubstr("200       13 ms   3.3 MiB  http://a.test/1\n"));
}

TEST(TableSink, HasOneHeadingAndNoneWithoutRows) {
  const std::string shown = table({failed(0), passed(1)});
  EXPECT_EQ(shown.find("STATUS"), shown.rfind("STATUS"));
  EXPECT_THAT(shown, HasSubstr("STATUS"));
  EXPECT_THAT(table({}), Not(HasSubstr("STATUS")));
}

TEST(TableSink, ALineIsItsNameAndItsRequestOrItsPlace) {
  Result named = failed(0);
  named.name = "web";
  EXPECT_THAT(table({named}), HasSubstr("  web               http://a.test/0\n"));
  EXPECT_THAT(table({failed(0)}), HasSubstr("-  http://a.test/0\n"));
  EXPECT_THAT(table({unreadable(4)}), HasSubstr("-  urls.txt:5\n"));
  named.name = "";
  EXPECT_THAT(table({named}), HasSubstr("-  http://a.test/0\n"));
  Result argument = unreadable();
  argument.where = {};
  EXPECT_THAT(table({argument}), HasSubstr("-  command line\n"));
  argument.name = "broken";
  EXPECT_THAT(table({argument}), HasSubstr("-  broken\n"));
  Result post = passed(0);
  post.method = "POST";
  EXPECT_THAT(table({post}), HasSubstr("  POST http://a.test/0\n"));
}

TEST(TableSink, NamesAreAColumnThatSeldomGrows) {
  std::vector<Result> results{passed(0), passed(1), passed(2), passed(3)};
  results[0].name = "x";
  results[1].name = "日本語";
  results[2].name = "the name of a page";
  const std::string shown = table(results);
  EXPECT_THAT(shown, HasSubstr("  x                 http://a.test/0\n"));
  EXPECT_THAT(shown, HasSubstr("  日本語            http://a.test/1\n"));
  EXPECT_THAT(shown, HasSubstr("  the name of a page  http://a.test/2\n"));
  EXPECT_THAT(shown, HasSubstr("                      http://a.test/3\n"));
}

/// The widest of the lines.
std::size_t width_of(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, columns(line));
  return widest;
}

TEST(TableSink, RowsAreNeverWiderThanTheTerminalIsThen) {
  Result wide = passed(0);
  wide.name = "日本語のページ e\xCC\x81 " + std::string(50, 'n');
  wide.url = "http://a.test/" + std::string(300, 'u') + "/end";
  std::size_t width = 0;
  std::ostringstream out;
  TableSink sink(out, {.width = [&width] { return width; }});
  for (const std::size_t each : {120U, 80U, 50U, 121U}) {
    width = each;
    out.str("");
    sink.write(wide);
    EXPECT_LE(width_of(out.str()), width);
    EXPECT_GE(width_of(out.str()) + 2, width) << "as much as there is room for";
    EXPECT_THAT(out.str(), HasSubstr("d\n")) << "the end is there";
    EXPECT_THAT(out.str(), HasSubstr("…"));
  }
  width = 1;
  out.str("");
  sink.write(wide);
  EXPECT_LE(width_of(out.str()), 47U) << "no terminal is so narrow";
}

TEST(TableSink, WithoutATerminalNothingIsCut) {
  Result wide = passed(0);
  wide.name = std::string(100, 'n');
  wide.url = "http://a.test/" + std::string(300, 'u');
  EXPECT_THAT(table({wide}), HasSubstr(*wide.name + "  " + wide.url + "\n"));
}

/// An answer that was not what was expected.
Result unexpected(const std::string& body) {
  Result result = failed(0, ErrorCode::check_failed, "contains: expected a, got not found");
  result.response.status = 200;
  result.response.body = body;
  for (const char* name : {"contains", "json:/b", "max", "sha256", "header:x"}) {
    result.checks.push_back({.name = name, .ok = false, .expected = "1", .actual = "2"});
  }
  result.checks[2].ok = true;
  return result;
}

TEST(TableSink, AFailureHasItsFirstFailedChecksAndALineOfTheBodyUnderIt) {
  EXPECT_THAT(table({unexpected("\r\n  <h1>Oops</h1>\nmore")}),
              HasSubstr("\n        check_failed: contains: expected a, got not found\n"
                        "        json:/b: expected 1, got 2\n"
                        "        sha256: expected 1, got 2\n"
                        "        and 1 more that do not hold\n"
                        "        | <h1>Oops</h1>\n"));
}

TEST(TableSink, AnOkLineHasNothingUnderIt) {
  Result result = unexpected("body");
  result.error.reset();
  EXPECT_THAT(table({result}), Not(HasSubstr("        |")));
}

TEST(TableSink, OfABodyThatIsNoTextOrEmptyNothingIsShown) {
  for (const char* body : {"", " \r\n\t", "\x89PNG\r\n"}) {
    EXPECT_THAT(table({unexpected(body)}), Not(HasSubstr("|"))) << body;
  }
  EXPECT_THAT(table({unexpected("cut \xE6\x97")}), HasSubstr("        | cut \n"));
}

TEST(TableSink, ALineOfABodyFitsTheTerminal) {
  std::ostringstream out;
  TableSink sink(out, {.width = [] { return std::size_t{60}; }});
  Result result = unexpected(std::string(50, 'x') + "日本語");
  result.checks.clear();
  sink.write(result);
  EXPECT_THAT(out.str(), HasSubstr("| " + std::string(50, 'x') + "\n"));
}

TEST(TableSink, WithoutAnAnswerNoCheckIsShown) {
  Result result = failed(0);
  result.checks.push_back({.name = "status", .ok = false, .expected = "<400", .actual = {}});
  result.checks.push_back({.name = "max", .ok = false, .expected = "1", .actual = {}});
  EXPECT_THAT(table({result}), Not(HasSubstr("max")));
}

TEST(TableSink, WhatIsUnknownIsADash) {
  Result silent = failed(0);
  silent.timings.total.reset();
  EXPECT_THAT(table({silent}), testing::ContainsRegex("-  +-  +-  http"));
}

TEST(TableSink, WhatAStopHasLeftIsOnlyCounted) {
  std::vector<Result> results{failed(0), failed(1, ErrorCode::cancelled, "stopped by SIGINT"),
                              failed(2, ErrorCode::cancelled, "stopped by SIGINT")};
  results[2].attempts = 0;
  Summary summary;
  summary.total = 3;
  summary.failed = 2;
  summary.skipped = 1;
  const std::string shown = table(results, {}, summary);
  EXPECT_THAT(shown, HasSubstr("http://a.test/0"));
  EXPECT_THAT(shown, Not(HasSubstr("http://a.test/1")));
  EXPECT_THAT(shown, Not(HasSubstr("http://a.test/2")));
  EXPECT_THAT(shown, HasSubstr("3 lines: 0 ok, 1 failed, 1 broken off, 1 not started in 0 us; not "
                               "all of the list was read\n"));
}

TEST(TableSink, EndsWithTotals) {
  Summary summary;
  summary.total = 10;
  summary.ok = 7;
  summary.failed = 3;
  summary.input_complete = true;
  summary.wall = Duration(1'234'500);
  summary.by_error = {{ErrorCode::dns_failed, 3}};
  summary.latency = Latency{.min = {},
                            .mean = {},
                            .p50 = Duration(5000),
                            .p90 = {},
                            .p95 = Duration(6000),
                            .p99 = Duration(7000),
                            .max = Duration(8000)};
  const std::string shown = table({}, {}, summary);
  EXPECT_THAT(shown, HasSubstr("10 lines: 7 ok, 3 failed in 1.23 s\n"));
  EXPECT_THAT(shown, HasSubstr("3  dns_failed\n"));
  EXPECT_THAT(shown, HasSubstr("latency: p50 5.0 ms, p95 6.0 ms, p99 7.0 ms, max 8.0 ms\n"));
}

/// A result with something evil wherever a server or a list can put text.
Result evil(bool ok) {
  const std::string text = "\x1b]0;title\x07\x1b[2J\xC2\x9B\x33\x31m\r\nnext\x7F\x9B";
  Result result = ok ? passed(0) : failed(0, ErrorCode::protocol_error, "m" + text);
  result.where.file = "f" + text;
  result.url = "http://u" + text;
  result.effective_url = "http://e" + text;
  result.response.content_type = text;
  result.response.body = text;
  return result;
}

TEST(TableSink, NoEscapeSequencesFromOutsideGetThrough) {
  std::vector<Result> results{evil(true), evil(false), evil(false), evil(false), evil(false)};
  results[2].name = evil(true).url;
  results[3].url.clear();
  results[4].error->phase = Phase::check;
  const CheckOutcome check{.name = "n" + results[0].url,
                           .ok = false,
                           .expected = results[0].url,
                           .actual = results[0].url};
  results[4].checks = {check, check};
  const std::string shown = table(results);
  for (const char c : shown) {
    ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << static_cast<int>(c) << " in " << shown;
  }
  EXPECT_THAT(shown, HasSubstr("\\x1b]0;title\\x07"));
  EXPECT_THAT(shown, HasSubstr("        | \\x1b]0;title")) << "of a body, too";
  EXPECT_THAT(shown, Not(HasSubstr("\nnext")));
}

TEST(TableSink, ColorsAreItsOwn) {
  std::string shown = table({evil(true), evil(false)}, {.color = true});
  EXPECT_THAT(shown, HasSubstr("\x1b[31m"));
  for (const char* own : {"\x1b[31m", "\x1b[32m", "\x1b[0m"}) {
    while (shown.find(own) != std::string::npos)
      shown.erase(shown.find(own), std::string(own).size());
  }
  EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
}

TEST(TableSink, FlushesWhenNothingElseIsWaiting) {
  FlushCounter buffer;
  std::ostream out(&buffer);
  TableSink sink(out, {});
  sink.write(failed(0));
  EXPECT_EQ(buffer.flushes, 0);
  sink.idle({});
  EXPECT_EQ(buffer.flushes, 1);
}

TEST(TableSink, ChecksOfTheRunAreToldUnderTheTotals) {
  std::ostringstream out;
  TableSink sink(out, {});
  Summary summary;
  summary.checks = {{.name = "max-latency:p95", .ok = false, .expected = "<=1ms", .actual = "2ms"}};
  sink.finish(summary);
  EXPECT_THAT(out.str(), HasSubstr("max-latency:p95: 2ms, expected <=1ms: failed\n"));
}

TEST(TableSink, TellsHowEvenTheShardsWereWhereThereAreSeveral) {
  Summary summary;
  summary.list = ListFacts{.digest = "0f", .lines = 7};
  const auto add = [&](std::uint64_t k, std::int64_t seconds) {
    summary.list->shards.push_back({.k = k, .started_at = {}, .wall = ms(seconds * 1'000)});
  };
  add(1, 10);
  EXPECT_THAT(table({}, {}, summary), Not(HasSubstr("shards")));
  add(2, 16);
  add(4, 10);
  EXPECT_THAT(table({}, {}, summary),
              HasSubstr("\nshards: 10.0 s to 16.0 s, the longest (2) 1.3 x the mean\n"));
}

}  // namespace
}  // namespace urlfan::table_sink_test
