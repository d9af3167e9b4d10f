#include "src/output/table_sink.h"

#include <gmock/gmock.h>

#include <sstream>
#include <string>

#include "tests/support/flush_counter.h"
#include "tests/support/results.h"

namespace urlfan {
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

TEST(TableSink, ShowsFailuresAsTheyOccur) {
  std::ostringstream out;
  TableSink sink(out, {});
  sink.write(failed(0, ErrorCode::dns_failed, "no such name"));
  EXPECT_THAT(out.str(), HasSubstr("http://a.test/0"));
  EXPECT_THAT(out.str(), HasSubstr("dns_failed: no such name"));
}

TEST(TableSink, ShowsSuccessesOnlyWhenAsked) {
  EXPECT_THAT(table({passed(0)}), Not(HasSubstr("http://a.test/0")));
  const std::string shown = table({passed(0)}, {.successes = true});
  EXPECT_THAT(shown, HasSubstr("http://a.test/0"));
  EXPECT_THAT(shown, HasSubstr("200"));
  EXPECT_THAT(shown, HasSubstr("12.5 ms"));
}

TEST(TableSink, HasOneHeadingAndNoneWithoutRows) {
  const std::string shown = table({failed(0), failed(1)});
  EXPECT_EQ(shown.find("STATUS"), shown.rfind("STATUS"));
  EXPECT_THAT(shown, HasSubstr("STATUS"));
  EXPECT_THAT(table({passed(0)}), Not(HasSubstr("STATUS")));
}

TEST(TableSink, ALineIsCalledByItsNameItsUrlOrItsPlace) {
  Result named = failed(0);
  named.name = "web";
  EXPECT_THAT(table({named}), HasSubstr("  web\n"));
  EXPECT_THAT(table({failed(0)}), HasSubstr("  http://a.test/0\n"));
  EXPECT_THAT(table({unreadable(4)}), HasSubstr("  urls.txt:5\n"));
  named.name = "";
  EXPECT_THAT(table({named}), HasSubstr("  http://a.test/0\n"));
  Result argument = unreadable();
  argument.where = {};
  EXPECT_THAT(table({argument}), HasSubstr("  command line\n"));
}

TEST(TableSink, WhatIsUnknownIsADash) {
  Result silent = failed(0);
  silent.timings.total.reset();
  EXPECT_THAT(table({silent}), testing::ContainsRegex("-  +-  +-  http"));
}

TEST(TableSink, EndsWithTotals) {
  Summary summary;
  summary.total = 10;
  summary.ok = 7;
  summary.failed = 2;
  summary.skipped = 1;
  summary.wall = Duration(1'234'500);
  summary.by_error = {{ErrorCode::dns_failed, 2}, {ErrorCode::skipped, 1}};
  summary.latency = Latency{.min = {},
                            .mean = {},
                            .p50 = Duration(5000),
                            .p90 = {},
                            .p95 = Duration(6000),
                            .p99 = Duration(7000),
                            .max = Duration(8000)};
  const std::string shown = table({}, {}, summary);
  EXPECT_THAT(shown, HasSubstr("10 lines: 7 ok, 2 failed, 1 skipped in 1234.5 ms\n"));
  EXPECT_THAT(shown, HasSubstr("2  dns_failed\n"));
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
  std::vector<Result> results{evil(true), evil(false), evil(false), evil(false)};
  results[2].name = evil(true).url;
  results[3].url.clear();
  const std::string shown = table(results, {.successes = true});
  for (const char c : shown) {
    ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << static_cast<int>(c) << " in " << shown;
  }
  EXPECT_THAT(shown, HasSubstr("\\x1b]0;title\\x07"));
  EXPECT_THAT(shown, Not(HasSubstr("\nnext")));
}

TEST(TableSink, ColorsAreItsOwn) {
  std::string shown = table({evil(true), evil(false)}, {.successes = true, .color = true});
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

}  // namespace
}  // namespace urlfan
