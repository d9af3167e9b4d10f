#include "src/cli/settings.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "src/report/report_kinds.h"
#include "tests/cli/typed.h"
#include "tests/support/requests.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Settings, TheDefaultsAreThoseOfTheContract) {
  const Settings settings = settings_of({});
  EXPECT_EQ(settings.client.concurrency, 100U);
  EXPECT_EQ(settings.client.per_host, 10U);
  EXPECT_EQ(settings.run.timeout, ms(10'000));
  EXPECT_EQ(settings.run.connect_timeout, ms(7000));
  EXPECT_TRUE(settings.run.follow_redirects);
  EXPECT_EQ(settings.run.max_redirects, 10U);
  EXPECT_EQ(settings.run.keep_body, 100U);
  EXPECT_FALSE(settings.run.allow_empty);
  EXPECT_EQ(settings.client.threads, 0U);
  EXPECT_EQ(settings.client.max_body, 100U << 20U);
  EXPECT_EQ(settings.client.max_headers, 256U << 10U);
  EXPECT_FALSE(settings.client.compressed);
  EXPECT_EQ(settings.output.format, Format::json);
  EXPECT_FALSE(settings.output.failed_only);
  EXPECT_EQ(settings.talk.log_level, LogLevel::warn);
  EXPECT_FALSE(settings.dry_run);
  EXPECT_THAT(settings.warnings, testing::IsEmpty());
  EXPECT_THAT(settings.inputs, ElementsAre("urls.txt"));
}

TEST(Settings, OptionsReachTheirPlace) {
  const Settings settings = settings_of({"--concurrency=7",
                                         "--per-host=0",
                                         "--timeout=250ms",
                                         "--connect-timeout=2m",
                                         "--no-follow",
                                         "--max-redirs=3",
                                         "--threads=4",
                                         "--user-agent=me/1",
                                         "--compressed",
                                         "--max-body=64K",
                                         "--max-headers=1K",
                                         "--cacert=ca.pem",
                                         "--capath=certs",
                                         "--default-scheme=http",
                                         "--base-url=http://a.test/",
                                         "--output=out.json",
                                         "--stall-timeout=3s",
                                         "--http=1.1",
                                         "--digest",
                                         "--input-format=jsonl",
                                         "--method=PUT",
                                         "--headers",
                                         "--hash",
                                         "--save-dir=bodies",
                                         "--fail-fast",
                                         "--baseline=old.json",
                                         "--expect-time=4s",
                                         "--log-format=json",
                                         "--reproduce",
                                         "--allow-empty"});
  EXPECT_EQ(settings.client.concurrency, 7U);
  EXPECT_EQ(settings.client.per_host, 0U);
  EXPECT_EQ(settings.run.timeout, ms(250));
  EXPECT_EQ(settings.run.connect_timeout, ms(120'000));
  EXPECT_FALSE(settings.run.follow_redirects);
  EXPECT_EQ(settings.run.max_redirects, 3U);
  EXPECT_EQ(settings.client.threads, 4U);
  EXPECT_EQ(settings.client.user_agent, "me/1");
  EXPECT_TRUE(settings.client.compressed);
  EXPECT_EQ(settings.client.max_body, 65'536U);
  EXPECT_EQ(settings.client.max_headers, 1024U);
  EXPECT_EQ(settings.client.ca_file, "ca.pem");
  EXPECT_EQ(settings.client.ca_path, "certs");
  EXPECT_EQ(std::get<Target>(settings.rules.parse_url("x")).url, "http://a.test/x");
  EXPECT_EQ(settings.output.file, "out.json");
  EXPECT_TRUE(settings.run.allow_empty);
  EXPECT_EQ(settings.client.stall_timeout, ms(3000));
  EXPECT_EQ(settings.client.http, HttpVersion::http1_1);
  EXPECT_TRUE(settings.client.digest);
  EXPECT_EQ(settings.rules.format, InputFormat::jsonl);
  EXPECT_EQ(settings.rules.method, "PUT");
  EXPECT_TRUE(settings.run.keep_headers);
  EXPECT_TRUE(settings.run.hash_body);
  EXPECT_EQ(settings.run.save_dir, "bodies");
  EXPECT_TRUE(settings.run.fail_fast);
  EXPECT_EQ(settings.baseline, "old.json");
  EXPECT_EQ(settings.rules.checks->max_time, ms(4000));
  EXPECT_TRUE(settings.talk.log_json);
  EXPECT_TRUE(settings.reproduce);
}

TEST(Settings, ADashIsStandardOutput) { EXPECT_EQ(settings_of({"-o", "-"}).output.file, ""); }

TEST(Settings, TheBodyIsASizeAllOrNothing) {
  const std::vector<std::pair<const char*, std::uint64_t>> cases{
      {"none", 0}, {"0", 0}, {"1K", 1024}, {"full", std::numeric_limits<std::int64_t>::max()}};
  for (const auto& [text, bytes] : cases) {
    EXPECT_EQ(settings_of({"--body", text}).run.keep_body, bytes) << text;
  }
}

TEST(Settings, TheOrderDependsOnTheFormatUnlessItIsGiven) {
  struct Case {
    const char* format;
    const char* order;
    bool input_order;
  };
  for (const auto& [format, order, expected] :
       {Case{"json", "", true}, Case{"ndjson", "", false}, Case{"table", "", false},
        Case{"json", "completion", false}, Case{"ndjson", "input", true},
        Case{"table", "input", true}, Case{"json", "input", true}}) {
    std::vector<std::string> arguments{"--format", format};
    if (*order != 0) arguments.insert(arguments.end(), {"--order", order});
    EXPECT_EQ(settings_of(arguments).output.input_order, expected) << format << " " << order;
  }
}

TEST(Settings, WhatWritesNothingHasNoFile) {
  EXPECT_EQ(settings_of({"--format", "none"}).output.format, Format::none);
  EXPECT_THAT(complaint_of({"--format", "none", "-o", "x.json"}), HasSubstr("--output x.json"));
}

TEST(Settings, AskingForAConcurrencyIsKnownFromItsDefault) {
  EXPECT_FALSE(settings_of({}).concurrency_typed);
  EXPECT_TRUE(settings_of({"-c", "100"}).concurrency_typed);
}

TEST(Settings, FormatsAndShowAreUnderstood) {
  EXPECT_EQ(settings_of({"--format", "ndjson"}).output.format, Format::ndjson);
  const Settings settings = settings_of({"--format", "table", "--show", "failed"});
  EXPECT_EQ(settings.output.format, Format::table);
  EXPECT_TRUE(settings.output.failed_only);
}

TEST(Settings, VerboseAndQuietMoveTheLevelAndANameWins) {
  struct Case {
    std::size_t verbose;
    std::size_t quiet;
    const char* name;
    LogLevel level;
  };
  for (const auto& [verbose, quiet, name, level] :
       {Case{0, 0, "", LogLevel::warn}, Case{1, 0, "", LogLevel::info},
        Case{2, 0, "", LogLevel::debug}, Case{9, 0, "", LogLevel::debug},
        Case{0, 1, "", LogLevel::error}, Case{0, 2, "", LogLevel::off},
        Case{0, 9, "", LogLevel::off}, Case{1, 1, "", LogLevel::warn},
        Case{0, 0, "debug", LogLevel::debug}, Case{0, 0, "info", LogLevel::info},
        Case{2, 0, "warn", LogLevel::warn}, Case{0, 0, "error", LogLevel::error},
        Case{2, 0, "off", LogLevel::off}}) {
    std::vector<std::string> arguments;
    arguments.insert(arguments.end(), verbose, "-v");
    arguments.insert(arguments.end(), quiet, "-q");
    if (*name != 0) arguments.insert(arguments.end(), {"--log-level", name});
    EXPECT_EQ(settings_of(arguments).talk.log_level, level)
        << verbose << " " << quiet << " " << name;
  }
}

TEST(Settings, TheProgressLineNeedsATick) {
  EXPECT_FALSE(settings_of({"--no-progress"}).run.tick);
  const Settings settings = settings_of({"--progress"});
  EXPECT_NE(settings.progress, ProgressDisplay::none);
  EXPECT_EQ(settings.run.tick, settings.progress == ProgressDisplay::live ? ms(100) : ms(1000));
}

class NoColorTest : public testing::Test {
 protected:
  void TearDown() override { unsetenv("NO_COLOR"); }
};

TEST_F(NoColorTest, ColorsAreOffWhenTheFlagOrTheEnvironmentSaysSo) {
  unsetenv("NO_COLOR");
  EXPECT_TRUE(settings_of({}).talk.color);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(settings_of({}).talk.color);
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(settings_of({}).talk.color) << "no-color.org: only when it is not empty";
  EXPECT_FALSE(settings_of({"--no-color"}).talk.color);
}

TEST(Settings, MoreConcurrencyThanDescriptorsIsCutAndSaid) {
  const Settings settings = settings_of({"--concurrency=1000000"});
  EXPECT_GE(settings.client.concurrency, 1U);
  const Capacity there = capacity();
  EXPECT_LE(settings.client.concurrency + settings.client.max_idle, there.connections);
  EXPECT_EQ(settings.warnings.empty(), settings.client.concurrency == 1'000'000U);
}

TEST(Settings, StandardInputCanBeReadOnce) {
  EXPECT_EQ(complaint_of({"-", "a.txt"}), "");
  EXPECT_THAT(complaint_of({"-", "a.txt", "-"}), HasSubstr("only once"));
}

TEST(Settings, ADryRunHasNoTable) {
  EXPECT_EQ(complaint_of({"--dry-run"}), "");
  EXPECT_THAT(complaint_of({"--dry-run", "--format=table"}), HasSubstr("--format json or ndjson"));
  EXPECT_THAT(complaint_of({"--dry-run", "--format=none"}), HasSubstr("--format json or ndjson"));
  EXPECT_THAT(complaint_of({"--dry-run", "--format=csv"}), HasSubstr("--format json or ndjson"));
}

TEST(Settings, ADryRunHasNoReports) {
  for (const char* option : {"--summary=x", "--fields=url", "--max-latency=p95=1s"}) {
    EXPECT_THAT(complaint_of({"--dry-run", "--format=ndjson", option}),
                HasSubstr("--dry-run sends nothing"))
        << option;
  }
  EXPECT_THAT(complaint_of({"--dry-run", "--report", "tap=x"}),
              HasSubstr("--dry-run sends nothing"));
  EXPECT_THAT(complaint_of({"--dry-run", "--baseline", "x"}), HasSubstr("--dry-run sends nothing"));
}

TEST(Settings, ReportsAreAKindAndAFileEach) {
  const auto reports =
      settings_of({"--report", "junit=a.xml", "--report=github=-", "--report=tap=-"})
          .output.reports;
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_EQ(reports[0].kind, find_report_kind("junit"));
  EXPECT_EQ(reports[0].file, "a.xml");
  EXPECT_EQ(reports[2].kind, find_report_kind("tap"));
  for (const char* wrong : {"junit", "junit=", "pdf=x", "=x"}) {
    EXPECT_THAT(complaint_of({"--report", wrong}), HasSubstr("--report")) << wrong;
  }
  EXPECT_EQ(complaint_of({"--report", "pdf=x"}),
            "--report: there is no report \"pdf\"; expected " + report_kinds_listed());
}

TEST(Settings, OneFileForTwoOutputsIsRefusedHoweverItIsSpelled) {
  EXPECT_THAT(complaint_of({"--report", "json=./out.json", "-o", "out.json"}),
              HasSubstr("two outputs"));
}

TEST(Settings, TheSummaryIsAnOutputLikeTheOthers) {
  const OutputSettings output = settings_of({"--summary=s.json"}).output;
  EXPECT_EQ(output.summary_file, "s.json");
  EXPECT_TRUE(output.records.without_summary);
  EXPECT_FALSE(settings_of({}).output.records.without_summary);
  EXPECT_THAT(complaint_of({"--summary", "a", "-o", "./a"}), HasSubstr("two outputs"));
  EXPECT_EQ(complaint_of({"--summary", "-", "--report", "github=-"}), "");
}

TEST(Settings, FieldsNeedSomethingThatHasThem) {
  EXPECT_THAT(settings_of({"--format=csv", "--fields=url,ok"}).output.records.fields,
              ElementsAre("url", "ok"));
  EXPECT_EQ(complaint_of({"--format=ndjson", "--fields=url"}), "");
  EXPECT_EQ(complaint_of({"--report=csv=x", "--fields=url"}), "");
  EXPECT_EQ(complaint_of({"--report=ndjson=x", "--fields=url"}), "");
  EXPECT_THAT(complaint_of({"--fields=url"}), HasSubstr("--fields is for csv and ndjson"));
  EXPECT_THAT(complaint_of({"--report=tap=x", "--format=table", "--fields=url"}),
              HasSubstr("--fields is for csv and ndjson"));
}

TEST(Settings, LatencyHasLimitsOfWhichTheLastForAFigureHolds) {
  const auto limits =
      settings_of({"--max-latency=p95=500ms", "--max-latency=max=2s", "--max-latency", "p95=250ms"})
          .run.tolerance.max_latency;
  ASSERT_EQ(limits.size(), 2U);
  EXPECT_EQ(limits[0].statistic, LatencyStatistic::max);
  EXPECT_EQ(limits[0].most, ms(2000));
  EXPECT_EQ(limits[1].statistic, LatencyStatistic::p95);
  EXPECT_EQ(limits[1].most, ms(250));
}

TEST(Settings, BudgetsAndRetriesReachTheirPlace) {
  EXPECT_EQ(settings_of({"--wait-for=90s"}).run.wait_for, ms(90'000));
  EXPECT_EQ(settings_of({"--wait-for=90s", "--interval=2s"}).run.interval, ms(2000));
  EXPECT_EQ(settings_of({"--max-fail=3"}).run.tolerance.count, 3U);
  const Settings settings = settings_of(
      {"--rate=600/m", "--host-rate=0.5/s", "--deadline=5m", "--retries=3", "--retry-wait=1s",
       "--retry-max-wait=1m", "--retry-all-methods", "--max-fail=5%", "--fail-on=transport"});
  const RunConfig& engine = settings.run;
  EXPECT_EQ(settings.client.rate, 10);
  EXPECT_EQ(settings.client.host_rate, 0.5);
  EXPECT_EQ(engine.deadline, ms(300'000));
  EXPECT_EQ(engine.retry.retries, 3U);
  EXPECT_EQ(engine.retry.wait, ms(1000));
  EXPECT_EQ(engine.retry.max_wait, ms(60'000));
  EXPECT_TRUE(engine.retry.all_methods);
  EXPECT_EQ(engine.tolerance.percent, 5);
  EXPECT_FALSE(engine.tolerance.count);
  EXPECT_EQ(engine.tolerance.fail_on, FailOn::transport);
}

TEST(Settings, AnExpectationIsACheckOfAListWithItsBlanks) {
  const Checks checks =
      *settings_of({"--expect", "contains=all is well", "--expect", "json:/v=\"1.20\"", "--expect",
                    "size>=1", "--expect", "size<=1MB", "--expect", "!header:Server", "--expect",
                    "status=2xx", "--expect", "max=2s"})
           .rules.checks;
  EXPECT_EQ(std::get<std::string>(checks.contains.at(0).value), "all is well");
  EXPECT_EQ(std::get<std::string>(checks.json.at(0).value), "\"1.20\"");
  EXPECT_EQ(checks.size.size(), 2U);
  EXPECT_EQ(checks.headers.at(0).op, Operator::absent);
  EXPECT_EQ(checks.status->text, "2xx");
  EXPECT_EQ(checks.max_time, ms(2000));
}

TEST(Settings, AnExpectationThatIsWrongSaysHowItIsWritten) {
  EXPECT_THAT(complaint_of({"--expect", "json:/a==1"}),
              HasSubstr("--expect: == is no operator; expected json:/a=1"));
  EXPECT_THAT(complaint_of({"--expect", "staus=200"}),
              HasSubstr("unknown key \"staus\"; did you mean status?"));
  for (const char* loose : {"json:/n != 3", "!json:/n ", "json:/n >=3", " json:/n=3"}) {
    EXPECT_THAT(complaint_of({"--expect", loose}), HasSubstr("a blank beside the name")) << loose;
  }
  EXPECT_EQ(complaint_of({"--expect", "json:\"/n \"=3"}), "");
  EXPECT_THAT(complaint_of({"--expect", "status=404", "--expect-status", "200"}),
              HasSubstr("--expect-status is said by --expect as well"));
  EXPECT_THAT(complaint_of({"--expect", "max=300"}), HasSubstr("expected 300s or 300ms"));
}

TEST(Settings, AShortExpectationTakesItsTextAsItIs) {
  const Checks checks = *settings_of({"--expect-contains", "\"a\"", "--expect-header", "etag=\"x\"",
                                      "--expect-header", "x-a!~b", "--expect-json", "/n>=3"})
                             .rules.checks;
  EXPECT_EQ(std::get<std::string>(checks.contains.at(0).value), "\"a\"");
  EXPECT_EQ(std::get<std::string>(checks.headers.at(0).value), "\"x\"");
  EXPECT_EQ(checks.headers.at(1).op, Operator::matches_not);
  EXPECT_EQ(checks.json.at(0).op, Operator::at_least);
}

TEST(Settings, ExpectationsAreUnderstoodAsInAList) {
  const std::vector<std::string> given{"--expect-status=2xx",    "--expect-contains=a",
                                       "--expect-contains=b",    "--expect-header=X-A=1",
                                       "--expect-json=/a=true",  "--cert-days=14",
                                       "--expect-matches=a[bc]d"};
  const Checks checks = *settings_of(given).rules.checks;
  EXPECT_TRUE(checks.status);
  EXPECT_EQ(checks.contains.size(), 2U);
  EXPECT_EQ(checks.matches.size(), 1U);
  EXPECT_EQ(checks.headers.at(0).name, "x-a");
  EXPECT_EQ(checks.json.size(), 1U);
  EXPECT_EQ(checks.cert_days, 14);
  auto none = given;
  none.emplace_back("--no-checks");
  EXPECT_TRUE(settings_of(none).rules.checks->none);
  EXPECT_TRUE(settings_of(none).rules.checks->contains.empty());
  EXPECT_THAT(complaint_of({"--no-checks", "--expect-status=banana"}),
              HasSubstr("--expect-status"));
  EXPECT_THAT(complaint_of({"--expect-json=a=1"}), HasSubstr("not a JSON pointer"));
  EXPECT_THAT(complaint_of({"--expect-json=/a=\xff"}), HasSubstr("not valid UTF-8"));
  EXPECT_THAT(complaint_of({"--expect-json=/a=1", "--expect-json=/a=2"}),
              HasSubstr("cannot have two values"));
}

TEST(Settings, ColumnsAreAKeyAndAName) {
  const auto columns =
      settings_of({"--input-format=csv", "--column=link", "--column", "json:/a=Wanted"})
          .rules.columns;
  ASSERT_EQ(columns.size(), 2U);
  EXPECT_EQ(columns[0].key, "url");
  EXPECT_EQ(columns[0].name, "link");
  EXPECT_EQ(columns[1].key, "json:/a");
  EXPECT_EQ(columns[1].name, "Wanted");
  EXPECT_THAT(complaint_of({"--input-format=csv", "--column=json:/n>=Least"}),
              HasSubstr("there is no key \"json:/n>\""));
  EXPECT_THAT(complaint_of({"--input-format=csv", "--column=stats=x"}),
              HasSubstr("there is no key \"stats\""));
  EXPECT_THAT(complaint_of({"--input-format=csv", "--column=status="}), HasSubstr("KEY=COLUMN"));
  EXPECT_THAT(complaint_of({"--column=link"}), HasSubstr("expected --input-format csv"));
}

TEST(Settings, HeadIsForLinesWithoutAMethod) {
  const Settings settings = settings_of({"-I"});
  EXPECT_EQ(settings.rules.method, "HEAD");
  EXPECT_TRUE(settings.rules.get_if_refused);
  EXPECT_THAT(complaint_of({"-I", "-d", "x"}), HasSubstr("HEAD has no body"));
}

TEST(Settings, RetriedStatusesAreASet) {
  EXPECT_FALSE(settings_of({}).run.retry.statuses);
  EXPECT_EQ(settings_of({"--retry-status=404,5xx"}).run.retry.statuses->text, "404,5xx");
  EXPECT_THAT(complaint_of({"--retry-status=never"}),
              HasSubstr("--retry-status can match nothing"));
}

TEST(Settings, ABaseUrlThatCannotBeOneIsRefused) {
  for (const char* base : {"ftp://a.test/", "http://", "http://a b/", "http://a.test:99999/"}) {
    EXPECT_THAT(complaint_of({"--base-url", base}), HasSubstr("--base-url")) << base;
  }
}

TEST(Settings, ABaseUrlThatIsTakenCompletesLines) {
  // Otherwise every line of the list would be a bad one.
  for (const char* base : {"http://a.test/", "https://a.test/v1/", "a.test", "a.test:8080/v1/"}) {
    if (!complaint_of({"--base-url", base}).empty()) continue;
    const auto completed = settings_of({"--base-url", base}).rules.parse_url("/ready");
    ASSERT_TRUE(std::holds_alternative<Target>(completed)) << base;
    EXPECT_TRUE(std::get<Target>(completed).url.ends_with("/ready")) << base;
  }
}

TEST(Settings, ABaseUrlThatIsRefusedIsNotShownWithItsSecret) {
  EXPECT_THAT(complaint_of({"--base-url", "ftp://joe:s3cret@a.test/"}),
              testing::Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace urlfan
