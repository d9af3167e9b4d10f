#include "src/cli/settings.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli/complaint.h"
#include "tests/support/requests.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Flags as after a command line with one input.
Flags flags() {
  Flags result;
  result.inputs = {"urls.txt"};
  result.progress = false;
  return result;
}

TEST(Settings, TheDefaultsAreThoseOfTheContract) {
  const Settings settings = interpret(flags());
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

TEST(Settings, FlagsReachTheirPlace) {
  Flags given = flags();
  given.concurrency = 7;
  given.per_host = 0;
  given.timeout = "250ms";
  given.connect_timeout = "2m";
  given.follow = false;
  given.max_redirs = 3;
  given.threads = "4";
  given.user_agent = "me/1";
  given.compressed = true;
  given.max_body = "64K";
  given.max_headers = "1K";
  given.cacert = "ca.pem";
  given.capath = "certs";
  given.default_scheme = "http";
  given.base_url = "http://a.test/";
  given.output = "out.json";
  given.allow_empty = true;
  const Settings settings = interpret(given);
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
}

TEST(Settings, TheBodyIsASizeAllOrNothing) {
  const std::vector<std::pair<const char*, std::uint64_t>> cases{
      {"none", 0}, {"0", 0}, {"1K", 1024}, {"full", std::numeric_limits<std::int64_t>::max()}};
  for (const auto& [text, bytes] : cases) {
    Flags given = flags();
    given.body = text;
    EXPECT_EQ(interpret(given).run.keep_body, bytes) << text;
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
    Flags given = flags();
    given.format = format;
    given.order = order;
    EXPECT_EQ(interpret(given).output.input_order, expected) << format << " " << order;
  }
}

TEST(Settings, FormatsAndShowAreUnderstood) {
  Flags given = flags();
  given.format = "ndjson";
  EXPECT_EQ(interpret(given).output.format, Format::ndjson);
  given.format = "table";
  EXPECT_EQ(interpret(given).output.format, Format::table);
  given.show = "failed";
  EXPECT_TRUE(interpret(given).output.failed_only);
}

TEST(Settings, VerboseAndQuietMoveTheLevelAndANameWins) {
  struct Case {
    int verbose;
    int quiet;
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
    Flags given = flags();
    given.verbose = verbose;
    given.quiet = quiet;
    given.log_level = name;
    EXPECT_EQ(interpret(given).talk.log_level, level) << verbose << " " << quiet << " " << name;
  }
}

TEST(Settings, TheProgressLineNeedsATick) {
  Flags given = flags();
  EXPECT_FALSE(interpret(given).run.tick);
  given.progress = true;
  EXPECT_TRUE(interpret(given).progress);
  EXPECT_EQ(interpret(given).run.tick, ms(100));
}

class NoColorTest : public testing::Test {
 protected:
  void TearDown() override { unsetenv("NO_COLOR"); }
};

TEST_F(NoColorTest, ColorsAreOffWhenTheFlagOrTheEnvironmentSaysSo) {
  unsetenv("NO_COLOR");
  EXPECT_TRUE(interpret(flags()).talk.color);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(interpret(flags()).talk.color);
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(interpret(flags()).talk.color) << "no-color.org: only when it is not empty";
  Flags given = flags();
  given.no_color = true;
  EXPECT_FALSE(interpret(given).talk.color);
}

TEST(Settings, MoreConcurrencyThanDescriptorsIsCutAndSaid) {
  Flags given = flags();
  given.concurrency = 1'000'000;
  const Settings settings = interpret(given);
  EXPECT_GE(settings.client.concurrency, 1U);
  const Capacity there = capacity();
  EXPECT_LE(settings.client.concurrency + settings.client.max_idle, there.connections);
  EXPECT_EQ(settings.warnings.empty(), settings.client.concurrency == 1'000'000U);
}

std::string complaint(const Flags& given) {
  return urlfan::complaint([&given] { interpret(given); });
}

TEST(Settings, StandardInputCanBeReadOnce) {
  Flags given = flags();
  given.inputs = {"-", "a.txt"};
  EXPECT_EQ(complaint(given), "");
  given.inputs = {"-", "a.txt", "-"};
  EXPECT_THAT(complaint(given), HasSubstr("only once"));
}

TEST(Settings, ADryRunHasNoTable) {
  Flags given = flags();
  given.dry_run = true;
  EXPECT_EQ(complaint(given), "");
  given.format = "table";
  EXPECT_THAT(complaint(given), HasSubstr("--format json or ndjson"));
}

TEST(Settings, ADryRunHasNoReports) {
  Flags given = flags();
  given.dry_run = true;
  given.reports = {"tap=x"};
  EXPECT_THAT(complaint(given), HasSubstr("--dry-run sends nothing"));
}

TEST(Settings, ReportsAreAKindAndAFileEach) {
  Flags given = flags();
  given.reports = {"junit=a.xml", "github=-", "tap=-"};
  const auto reports = interpret(given).output.reports;
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_EQ(reports[0].kind, ReportKind::junit);
  EXPECT_EQ(reports[0].file, "a.xml");
  EXPECT_EQ(reports[2].kind, ReportKind::tap);
  for (const char* wrong : {"junit", "junit=", "html=x", "=x"}) {
    given.reports = {wrong};
    EXPECT_THAT(complaint(given), HasSubstr("--report")) << wrong;
  }
}

TEST(Settings, OneFileForTwoOutputsIsRefusedHoweverItIsSpelled) {
  Flags given = flags();
  given.output = "out.json";
  given.reports = {"json=./out.json"};
  EXPECT_THAT(complaint(given), HasSubstr("two outputs"));
}

TEST(Settings, BudgetsAndRetriesReachTheirPlace) {
  Flags given = flags();
  given.rate = "600/m";
  given.host_rate = "0.5/s";
  given.deadline = "5m";
  given.retries = 3;
  given.retry_wait = "1s";
  given.retry_max_wait = "1m";
  given.retry_all_methods = true;
  given.wait_for = "90s";
  given.interval = "2s";
  given.max_fail = "5%";
  given.fail_on = "transport";
  const Settings settings = interpret(given);
  const RunConfig& engine = settings.run;
  EXPECT_EQ(settings.client.rate, 10);
  EXPECT_EQ(settings.client.host_rate, 0.5);
  EXPECT_EQ(engine.deadline, ms(300'000));
  EXPECT_EQ(engine.retry.retries, 3U);
  EXPECT_EQ(engine.retry.wait, ms(1000));
  EXPECT_EQ(engine.retry.max_wait, ms(60'000));
  EXPECT_TRUE(engine.retry.all_methods);
  EXPECT_EQ(engine.wait_for, ms(90'000));
  EXPECT_EQ(engine.interval, ms(2000));
  EXPECT_EQ(engine.tolerance.percent, 5);
  EXPECT_FALSE(engine.tolerance.count);
  EXPECT_EQ(engine.tolerance.fail_on, FailOn::transport);
}

TEST(Settings, ExpectationsAreUnderstoodAsInAList) {
  Flags given = flags();
  given.expect_status = "2xx";
  given.expect_contains = {"a", "b"};
  given.expect_header = {"X-A=1"};
  given.expect_json = {"/a=true"};
  given.cert_days = "14";
  EXPECT_EQ(interpret(given).rules.checks.contains.size(), 2U);
  EXPECT_EQ(interpret(given).rules.checks.headers.at(0).name, "x-a");
  EXPECT_EQ(interpret(given).rules.checks.cert_days, 14);
  given.no_checks = true;
  EXPECT_TRUE(interpret(given).rules.checks.none);
  given.expect_status = "banana";
  EXPECT_THAT(complaint(given), HasSubstr("--expect-status"));
  given = flags();
  given.expect_json = {"/a"};
  EXPECT_THAT(complaint(given), HasSubstr("--expect-json is not a check"));
  given.expect_json = {"/a=\xff"};
  EXPECT_THAT(complaint(given), HasSubstr("not valid UTF-8"));
  given.expect_json = {"/a=1", "/a=2"};
  EXPECT_THAT(complaint(given), HasSubstr("cannot have two values"));
}

TEST(Settings, ABaseUrlThatCannotBeOneIsRefused) {
  for (const char* base : {"ftp://a.test/", "http://", "http://a b/", "http://a.test:99999/"}) {
    Flags given = flags();
    given.base_url = base;
    EXPECT_THAT(complaint(given), HasSubstr("--base-url")) << base;
  }
}

TEST(Settings, ABaseUrlThatIsTakenCompletesLines) {
  // Otherwise every line of the list would be a bad one.
  for (const char* base : {"http://a.test/", "https://a.test/v1/", "a.test", "a.test:8080/v1/"}) {
    Flags given = flags();
    given.base_url = base;
    if (!complaint(given).empty()) continue;
    const auto completed = interpret(given).rules.parse_url("/ready");
    ASSERT_TRUE(std::holds_alternative<Target>(completed)) << base;
    EXPECT_TRUE(std::get<Target>(completed).url.ends_with("/ready")) << base;
  }
}

TEST(Settings, ABaseUrlThatIsRefusedIsNotShownWithItsSecret) {
  Flags given = flags();
  given.base_url = "ftp://joe:s3cret@a.test/";
  EXPECT_THAT(complaint(given), testing::Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace urlfan
