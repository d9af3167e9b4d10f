#include "src/report/tap_report.h"

#include <gmock/gmock.h>

#include "tests/report/samples.h"
#include "tests/support/flush_counter.h"

namespace urlfan::tap_report_test {
namespace {

using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(TapReport, IsAPointForEveryLineBetweenVersionAndPlan) {
  EXPECT_EQ(report<TapReport>({passed(0), passed(1)}),
            "TAP version 14\n"
            "ok 1 - GET http://a.test/0\n"
            "ok 2 - GET http://a.test/1\n"
            "1..2\n");
}

TEST(TapReport, AFailureHasADiagnosis) {
  EXPECT_EQ(report<TapReport>({unavailable()}),
            "TAP version 14\n"
            "not ok 1 - GET http://a.test/0\n"
            "  ---\n"
            "  message: \"HTTP 503, expected below 400\"\n"
            "  severity: fail\n"
            "  code: http_status\n"
            "  file: \"urls.txt\"\n"
            "  line: 1\n"
            "  method: \"GET\"\n"
            "  url: \"http://a.test/0\"\n"
            "  attempts: 2\n"
            "  checks:\n"
            "    - name: \"status\"\n"
            "      expected: \"<400\"\n"
            "      actual: \"503\"\n"
            "    - name: \"cert-days\"\n"
            "      expected: \">=14\"\n"
            "      actual: null\n"
            "  ...\n"
            "1..1\n");
}

TEST(TapReport, WhatDoesNotApplyIsLeftOutOfADiagnosis) {
  Result bad = unreadable();
  bad.where = {};
  const std::string shown = report<TapReport>({bad});
  EXPECT_THAT(shown, HasSubstr("not ok 1 - command line\n"));
  for (const char* key : {"file:", "line:", "method:", "url:", "checks:"}) {
    EXPECT_THAT(shown, Not(HasSubstr(key)));
  }
}

TEST(TapReport, ALineThatWasNeverStartedIsSkipped) {
  EXPECT_THAT(report<TapReport>({never_started()}),
              HasSubstr("\nok 1 - GET http://a.test/0 # SKIP deadline: the time was over before it "
                        "was started\n1..1\n"));
}

TEST(TapReport, AKnownFailureIsATodo) {
  const std::string shown = report<TapReport>({known_failure()});
  EXPECT_THAT(shown, HasSubstr("not ok 1 - GET http://a.test/0 # TODO known failure\n  ---\n"));
  EXPECT_THAT(shown, HasSubstr("  severity: todo\n"));
}

TEST(TapReport, AFlakyLinePassesAndSaysWhatWentBefore) {
  EXPECT_THAT(report<TapReport>({flaky()}),
              HasSubstr("ok 1 - GET http://a.test/0\n"
                        "  ---\n"
                        "  message: \"passed on attempt 2 of 2: first http_status 503\"\n"));
}

TEST(TapReport, SaysThatTheRunWasCutShort) {
  EXPECT_THAT(report<TapReport>({passed()}, cut_short_run(1, 0)),
              EndsWith("\n# the run was cut short by its deadline; not all of the list was read\n"
                       "1..1\n"));
  EXPECT_THAT(report<TapReport>({passed()}), Not(HasSubstr("# ")));
}

TEST(TapReport, AnEmptyListIsAPlanOfNothing) {
  EXPECT_EQ(report<TapReport>({}), "TAP version 14\n1..0 # SKIP the list is empty\n");
}

TEST(TapReport, ADescriptionIsEscaped) {
  Result named = passed();
  named.name = "a # TODO \\ b {";
  EXPECT_THAT(report<TapReport>({named}), HasSubstr("ok 1 - a \\# TODO \\\\ b \\\\x7b\n"));
}

TEST(TapReport, TextFromOutsideStaysInItsLine) {
  const std::string shown = report<TapReport>(all_kinds());
  EXPECT_TRUE(is_plain_lines(shown));
  EXPECT_THAT(shown, StartsWith("TAP version 14\n"));
  EXPECT_THAT(shown, EndsWith("\n1..17\n"));
  EXPECT_THAT(shown, Not(HasSubstr("\nBail out!")));
  EXPECT_THAT(shown, Not(HasSubstr("\nok 9 - z")));
  EXPECT_THAT(shown, Not(HasSubstr("\n1..1\n")));
  EXPECT_THAT(shown, ContainsRegex("\n  message: \"m\\\\\"'`"));
}

TEST(TapReport, FlushesWhenNothingElseIsWaiting) {
  FlushCounter buffer;
  std::ostream out(&buffer);
  TapReport sink(out);
  sink.write(passed());
  EXPECT_EQ(buffer.flushes, 0);
  sink.idle({});
  EXPECT_EQ(buffer.flushes, 1);
}

TEST(TapReport, ChecksOfTheRunArePoints) {
  EXPECT_THAT(
      report<TapReport>({passed()}, run_over_its_limit()),
      testing::EndsWith("not ok 2 - max-latency:p95\n  ---\n  message: \"max-latency:p95: "
                        "expected <=1000ms, got 2000ms\"\n  severity: fail\n  checks:\n    - "
                        "name: \"max-latency:p95\"\n      expected: \"<=1000ms\"\n      "
                        "actual: \"2000ms\"\n  ...\nok 3 - max-latency:max\n1..3\n"));
}

}  // namespace
}  // namespace urlfan::tap_report_test
