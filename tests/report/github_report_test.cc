#include "src/report/github_report.h"

#include <gmock/gmock.h>

#include "tests/report/samples.h"
#include "tests/support/flush_counter.h"

namespace urlfan::github_report_test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(GithubReport, AFailureIsAnErrorAtItsLine) {
  EXPECT_EQ(report<GithubReport>({unavailable(11)}),
            "::error file=urls.txt,line=12,title=http_status%3A GET http%3A//a.test/11"
            "::http_status: HTTP 503, expected below 400%0Aat urls.txt:12%0AGET http://a.test/11"
            "%0Acheck status: expected <400, got 503"
            "%0Acheck cert-days: expected >=14, but nothing to judge came%0Aattempts: 2\n");
}

TEST(GithubReport, SuccessesAreNotMentioned) {
  EXPECT_THAT(report<GithubReport>({passed()}), IsEmpty());
}

TEST(GithubReport, AKnownFailureIsOnlyANotice) {
  EXPECT_THAT(report<GithubReport>({known_failure()}),
              StartsWith("::notice file=urls.txt,line=1,title=known failure%3A GET "));
}

TEST(GithubReport, AFlakyLineIsAWarning) {
  EXPECT_EQ(report<GithubReport>({flaky()}),
            "::warning file=urls.txt,line=1,title=flaky%3A GET http%3A//a.test/0"
            "::passed on attempt 2 of 2: first http_status 503\n");
}

TEST(GithubReport, ADriftIsANoticeBesideTheOutcome) {
  EXPECT_EQ(report<GithubReport>({drifted()}),
            "::notice file=urls.txt,line=1,title=drift%3A GET http%3A//a.test/0"
            "::status: was 204, is 200\n");
  Result both = unavailable();
  both.drift = {{.field = "status", .before = "200", .now = "503"},
                {.field = "sha256", .before = "aa", .now = "bb"}};
  EXPECT_THAT(report<GithubReport>({both}),
              EndsWith("::status: was 200, is 503%0Asha256: was aa, is bb\n"));
  EXPECT_THAT(report<GithubReport>({both}), StartsWith("::error "));
}

TEST(GithubReport, LinesThatWereNeverStartedAreOneWarningAtTheEnd) {
  EXPECT_EQ(report<GithubReport>({never_started(0), never_started(1)}, cut_short_run(5, 2)),
            "::warning title=urlfan%3A cut short::the run was cut short by its deadline; never "
            "started: 2 of 5 lines; not all of the list was read\n");
}

TEST(GithubReport, WithoutAFileThereIsNoPlaceToPointTo) {
  Result argument = failed();
  argument.where = {};
  EXPECT_THAT(report<GithubReport>({argument}), StartsWith("::error title=connect_refused%3A "));
  argument.where = {.file = "-", .line = 3};
  EXPECT_THAT(report<GithubReport>({argument}), StartsWith("::error title=connect_refused%3A "));
  argument.where = {.file = "a,b:c.txt", .line = 0};
  EXPECT_THAT(report<GithubReport>({argument}), StartsWith("::error file=a%2Cb%3Ac.txt,title="));
}

TEST(GithubReport, NobodyElseCanStartACommand) {
  const std::string shown = report<GithubReport>(all_kinds());
  EXPECT_TRUE(is_plain_lines(shown));
  std::istringstream lines(shown);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_THAT(line,
                testing::MatchesRegex(
                    "::(error|warning|notice) (file=[^,:]*,)?(line=[0-9]+,)?title=[^,:]*::.*"));
    EXPECT_THAT(line, Not(HasSubstr("line=1::")));
  }
  // Three failures, a flaky line, a known failure and a drift; the same with hostile text, whose
  // known failure has drifted as well; and one with a name.
  EXPECT_EQ(count, 6 + 7 + 1);
}

TEST(GithubReport, APercentSignIsNoEscape) {
  Result result = failed(0, ErrorCode::protocol_error, "50%0A\r\n::error::x");
  EXPECT_THAT(report<GithubReport>({result}),
              HasSubstr("::protocol_error: 50%250A\\x0d\\x0a::error::x%0Aat "));
}

TEST(GithubReport, FlushesWhenNothingElseIsWaiting) {
  FlushCounter buffer;
  std::ostream out(&buffer);
  GithubReport sink(out);
  sink.write(failed());
  EXPECT_EQ(buffer.flushes, 0);
  sink.idle({});
  EXPECT_EQ(buffer.flushes, 1);
}

TEST(GithubReport, ACheckOfTheRunThatFailsIsAnErrorWithoutAPlace) {
  EXPECT_THAT(
      report<GithubReport>({}, run_over_its_limit()),
      testing::EndsWith("::error title=urlfan%3A a check of the run failed::max-latency:p95: "
                        "expected <=1000ms, got 2000ms\n"));
}

}  // namespace
}  // namespace urlfan::github_report_test
