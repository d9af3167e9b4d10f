#include "src/report/markdown_report.h"

#include <gmock/gmock.h>

#include "tests/report/samples.h"

namespace urlfan::markdown_report_test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Summary totals(std::uint64_t ok, std::uint64_t failed) {
  Summary summary = whole_run();
  summary.total = ok + failed;
  summary.ok = ok;
  summary.failed = failed;
  summary.exit_code = failed > 0 ? 1 : 0;
  return summary;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(MarkdownReport, IsShortWhenAllIsWell) {
  Summary summary = totals(2, 0);
  summary.latency = Latency{.min = {},
                            .mean = {},
                            .p50 = Duration(5000),
                            .p90 = {},
                            .p95 = Duration(6000),
                            .p99 = Duration(7000),
                            .max = {}};
  EXPECT_EQ(report<MarkdownReport>({passed(0), passed(1)}, summary),
            "\n## urlfan: passed\n\n"
            "2 lines: 2 ok, 0 failed, 0 skipped, 0 flaky in 1.23 s; p50 5.0 ms, p95 6.0 ms, "
            "p99 7.0 ms\n");
}

TEST(MarkdownReport, TheVerdictIsThatOfTheExitCode) {
  Summary tolerated = totals(1, 1);
  tolerated.exit_code = 0;
  EXPECT_THAT(report<MarkdownReport>({}, tolerated), StartsWith("\n## urlfan: passed\n"));
  EXPECT_THAT(report<MarkdownReport>({}, totals(1, 1)),
              StartsWith("\n## urlfan: failed (exit code 1)\n"));
}

TEST(MarkdownReport, HasARowForEveryFailure) {
  EXPECT_THAT(report<MarkdownReport>({unavailable(11), passed(12)}, totals(1, 1)),
              EndsWith("\n### Failures\n\n"
                       "| where | request | code | message | attempts |\n"
                       "| --- | --- | --- | --- | ---: |\n"
                       "| <code>urls&#46;txt&#58;12</code> "
                       "| <code>GET http&#58;//a&#46;test/11</code> | http_status "
                       "| <code>HTTP 503, expected below 400</code> | 2 |\n"));
}

TEST(MarkdownReport, ALongTableEndsWithWhatIsLeftOut) {
  std::vector<Result> results(212, failed());
  results.insert(results.end(), 51, flaky());
  const std::string shown = report<MarkdownReport>(results);
  EXPECT_EQ(count(shown, "nothing listens there"), 200U);
  EXPECT_EQ(count(shown, "passed on attempt 2 of 2"), 50U);
  EXPECT_THAT(shown, HasSubstr("|\n\nand 12 more\n\n### Flaky\n"));
  EXPECT_THAT(shown, EndsWith("|\n\nand 1 more\n"));
}

TEST(MarkdownReport, FlakyLinesHaveATableOfTheirOwn) {
  const std::string shown = report<MarkdownReport>({flaky()});
  EXPECT_THAT(shown, HasSubstr("passed on attempt 2 of 2: first http_status 503 |\n"));
  EXPECT_THAT(shown, Not(HasSubstr("### Failures")));
}

TEST(MarkdownReport, ABaselineIsComparedWith) {
  Result new_failure = failed(0);
  new_failure.baseline = BaselineVerdict::new_failure;
  Result fixed = drifted(1);
  fixed.baseline = BaselineVerdict::fixed;
  const std::string shown = report<MarkdownReport>({new_failure, fixed, known_failure(2)});
  EXPECT_THAT(shown, HasSubstr("\n### Baseline\n\n1 new, 1 known, 1 fixed; 1 drift\n"));
  EXPECT_THAT(shown, HasSubstr("<code>status</code> | <code>204</code> | <code>200</code> |\n"));
  EXPECT_EQ(count(shown.substr(0, shown.find("### Baseline")), "<code>HTTP 503"), 0U)
      << "a known failure is not among those that count";
  EXPECT_EQ(count(shown, "<code>HTTP 503"), 1U);
}

TEST(MarkdownReport, WithoutABaselineNothingIsSaidOfOne) {
  EXPECT_THAT(report<MarkdownReport>({failed(), flaky()}), Not(HasSubstr("Baseline")));
}

TEST(MarkdownReport, SaysThatTheRunWasCutShort) {
  EXPECT_THAT(report<MarkdownReport>({never_started()}, cut_short_run(1, 1)),
              HasSubstr("\n\nNote: the run was cut short by its deadline; never started: 1 of 1 "
                        "lines; not all of the list was read.\n"));
}

TEST(MarkdownReport, CanBeAppendedToItself) {
  const std::string shown = report<MarkdownReport>({failed()});
  EXPECT_THAT(shown, StartsWith("\n## "));
  EXPECT_THAT(shown, EndsWith("|\n"));
}

TEST(MarkdownReport, TextFromOutsideHasNoMeaning) {
  const std::string shown = report<MarkdownReport>(all_kinds());
  EXPECT_TRUE(is_plain_lines(shown));
  for (const char* markup : {"<script", "@octocat", "https://", "www.", "**", "](", "`", "\\"}) {
    EXPECT_THAT(shown, Not(HasSubstr(markup)));
  }
  EXPECT_THAT(shown, HasSubstr("&#64;<!-- -->octocat"));
}

TEST(MarkdownReport, StaysBelowWhatGitHubTakesOfAJob) {
  std::vector<Result> results;
  for (int i = 0; i < 1000; ++i) {
    Result result = i % 2 == 0 ? known_failure() : unavailable();
    const std::string text(500, '@');
    result.where.file = result.url = result.error->message = text;
    result.drift = {{.field = text, .before = text, .now = text}};
    results.push_back(result);
  }
  EXPECT_LT(report<MarkdownReport>(results).size(), 1U << 20U);
}

TEST(MarkdownReport, ALongTextIsCutBetweenCharacters) {
  Result result = failed(0, ErrorCode::protocol_error, std::string(199, 'x') + "é");
  EXPECT_THAT(report<MarkdownReport>({result}), HasSubstr("xxx…</code>"));
}

TEST(MarkdownReport, ChecksOfTheRunHaveATable) {
  const std::string shown = report<MarkdownReport>({}, run_over_its_limit());
  EXPECT_THAT(shown, HasSubstr("\n### Checks of the run\n"));
  EXPECT_THAT(shown, HasSubstr("\n| max-latency:p95 | <code>&#60;=1000ms</code> | "
                               "<code>2000ms</code> | failed |\n"));
  EXPECT_THAT(shown, HasSubstr(" | ok |\n"));
  EXPECT_THAT(report<MarkdownReport>({}), Not(HasSubstr("Checks of the run")));
}

}  // namespace
}  // namespace urlfan::markdown_report_test
