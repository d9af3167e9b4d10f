#include "src/report/prometheus_report.h"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "tests/report/samples.h"

namespace urlfan::prometheus_report_test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PrometheusReport, ALineThatPassedIsAnswered) {
  const std::string shown = report<PrometheusReport>({passed()});
  const std::string labels = R"({method="GET",url="http://a.test/0"})";
  EXPECT_THAT(shown, HasSubstr("\n# TYPE urlfan_probe_success gauge\n"));
  EXPECT_THAT(shown, HasSubstr("\nurlfan_probe_success" + labels + " 1\n"));
  EXPECT_THAT(shown, HasSubstr("\nurlfan_probe_http_status_code" + labels + " 200\n"));
  EXPECT_THAT(shown, HasSubstr("\nurlfan_probe_attempts" + labels + " 1\n"));
  EXPECT_THAT(shown, HasSubstr("\nurlfan_probe_duration_seconds" + labels + " 0.0125"));
}

TEST(PrometheusReport, WhatIsUnknownHasNoSeries) {
  const std::string shown = report<PrometheusReport>({never_started()});
  EXPECT_THAT(shown, HasSubstr("url=\"http://a.test/0\"} 0\n"));
  EXPECT_THAT(shown, Not(HasSubstr("urlfan_probe_http_status_code")));
  EXPECT_THAT(shown, Not(HasSubstr("urlfan_probe_duration_seconds")));
}

TEST(PrometheusReport, ALineWithANameIsKnownByItAlone) {
  Result named = passed();
  named.name = "web";
  const std::string before = report<PrometheusReport>({named});
  EXPECT_THAT(before, HasSubstr("\nurlfan_probe_success{name=\"web\"} 1\n"));
  named.where.line = 99;
  named.url = "http://elsewhere.test/";
  EXPECT_EQ(report<PrometheusReport>({named}), before) << "wherever it stands, wherever it goes";
}

TEST(PrometheusReport, ALineThatIsNotUnderstoodIsKnownByItsNameElseByItsList) {
  Result named = unreadable();
  named.name = "web";
  const std::string shown = report<PrometheusReport>({unreadable(), named});
  EXPECT_THAT(shown, HasSubstr("\nurlfan_probe_success{file=\"urls.txt\"} 0\n"));
  EXPECT_THAT(shown, HasSubstr("\nurlfan_probe_success{name=\"web\"} 0\n"));
}

TEST(PrometheusReport, EveryPhaseHasItsTime) {
  Result result = passed();
  result.name = "web";
  result.queued = Duration(1000);
  result.redirect_time = Duration(7000);
  result.timings.dns = Duration(2000);
  result.timings.connect = Duration(3000);
  result.timings.wait = Duration(5000);
  const std::string shown = report<PrometheusReport>({result});
  for (const char* phase : {"queued", "dns", "connect", "wait", "redirect"}) {
    EXPECT_THAT(shown, HasSubstr(std::string("duration_seconds{name=\"web\",phase=\"") + phase +
                                 "\"} 0.00"));
  }
  EXPECT_THAT(shown, Not(HasSubstr("phase=\"tls\""))) << "without TLS";
}

TEST(PrometheusReport, TheEndOfACertificateIsAPointInTime) {
  Result result = passed();
  result.name = "web";
  result.response.tls = TlsFacts{.version = "",
                                 .subject = "",
                                 .issuer = "",
                                 .not_after = WallTime(std::chrono::seconds(1'800'000'000)),
                                 .chain_not_after = WallTime(std::chrono::seconds(1'790'000'000))};
  EXPECT_THAT(
      report<PrometheusReport>({result}),
      HasSubstr("\nurlfan_probe_certificate_end_timestamp_seconds{name=\"web\"} 1790000000\n"));
}

TEST(PrometheusReport, TheLatencyOfTheRunAndItsLimitsAreTold) {
  Summary summary = whole_run();
  EXPECT_THAT(report<PrometheusReport>({}, summary), Not(HasSubstr("urlfan_run_latency")));
  summary.latency = Latency{.p95 = Duration(250'000), .max = Duration(2'000'000)};
  summary.checks = {{.name = "max-latency:p95", .ok = false, .expected = "", .actual = ""}};
  const std::string shown = report<PrometheusReport>({}, summary);
  EXPECT_THAT(shown, HasSubstr("\nurlfan_run_latency_seconds{statistic=\"p95\"} 0.25\n"));
  EXPECT_THAT(shown, HasSubstr("\nurlfan_run_latency_seconds{statistic=\"max\"} 2\n"));
  EXPECT_THAT(shown, HasSubstr("\nurlfan_run_check_success{check=\"max-latency:p95\"} 0\n"));
}

TEST(PrometheusReport, LinesThatAreAlikeAreNumberedInTheOrderOfTheList) {
  Result first = passed();
  first.where = {};
  Result second = failed();
  second.index = 5;
  second.where = {};
  const std::string shown = report<PrometheusReport>({second, first});
  EXPECT_THAT(shown, HasSubstr("success{method=\"GET\",url=\"http://a.test/0\"} 1\n"));
  EXPECT_THAT(shown, HasSubstr("success{method=\"GET\",url=\"http://a.test/0\",repeat=\"2\"} 0\n"));
}

TEST(PrometheusReport, TheRunIsSummedUp) {
  Summary summary = whole_run();
  summary.total = 10;
  summary.ok = 6;
  summary.failed = 3;
  summary.skipped = 1;
  summary.flaky = 2;
  summary.exit_code = 3;
  summary.body_bytes = 9'007'199'254'740'991;
  summary.by_error = {{ErrorCode::dns_failed, 3}, {ErrorCode::skipped, 1}};
  const std::string shown = report<PrometheusReport>({}, summary);
  for (const char* line :
       {"urlfan_run_lines{outcome=\"ok\"} 6", "urlfan_run_lines{outcome=\"failed\"} 3",
        "urlfan_run_lines{outcome=\"skipped\"} 1", "urlfan_run_flaky_lines 2",
        "urlfan_run_failures{code=\"dns_failed\"} 3", "urlfan_run_failures{code=\"skipped\"} 1",
        "urlfan_run_body_bytes 9007199254740991", "urlfan_run_duration_seconds 1.2345",
        "urlfan_run_start_time_seconds 1795236088.25", "urlfan_run_complete 1",
        "urlfan_run_exit_code 3"}) {
    EXPECT_THAT(shown, HasSubstr("\n" + std::string(line) + "\n"));
  }
}

TEST(PrometheusReport, ARunThatWasCutShortIsNotComplete) {
  EXPECT_THAT(report<PrometheusReport>({}, cut_short_run(0, 0)),
              HasSubstr("\nurlfan_run_complete 0\n"));
}

TEST(PrometheusReport, TextFromOutsideStaysInItsLabel) {
  const std::string shown = report<PrometheusReport>(all_kinds());
  EXPECT_TRUE(is_plain_lines(shown));
  EXPECT_THAT(shown, HasSubstr(R"(url="http://u\"'`]]>\\x0d\\x0a::error::x\\x0a)"));
}

}  // namespace
}  // namespace urlfan::prometheus_report_test
