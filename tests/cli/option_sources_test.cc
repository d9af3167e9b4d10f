#include "src/cli/option_sources.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli/typed.h"
#include "tests/support/requests.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::option_sources_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ConfigFileTest : public testing::Test {
 protected:
  Typed parse_with(const std::string& config, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), "urls.txt");
    arguments.push_back("--config");
    arguments.push_back(folder.write("urlfan.toml", config));
    return typed(std::move(arguments));
  }

  TemporaryFolder folder;
};

TEST_F(ConfigFileTest, OptionsMayStandInAFile) {
  const Typed parsed = parse_with(
      "# comment\nconcurrency = 7\nper-host=3\ntimeout = \"250ms\"\nformat = \"ndjson\"\n"
      "user-agent = \"me/1 (test)\"\ncompressed = true\nno-color = true\nbody = \"1K\"\n");
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  const Settings settings = parsed.line->fetch().settings();
  EXPECT_EQ(settings.client.concurrency, 7U);
  EXPECT_EQ(settings.client.per_host, 3U);
  EXPECT_EQ(settings.run.timeout, ms(250));
  EXPECT_EQ(settings.output.format, Format::ndjson);
  EXPECT_EQ(settings.client.user_agent, "me/1 (test)");
  EXPECT_TRUE(settings.client.compressed);
  EXPECT_FALSE(settings.talk.color);
  EXPECT_EQ(settings.run.keep_body, 1024U);
}

TEST_F(ConfigFileTest, ListsMayStandInAFile) {
  const Typed parsed = parse_with(
      "header = [\"X-A: 1\", \"X-B: 2\"]\nexpect-contains = [\"a\", \"b\"]\n"
      "resolve = \"a.test:80:127.0.0.1\"\nreport = [\"tap=a\", \"json=b\"]\nthreads = 3\n"
      "rate = 5\nmax-fail = \"5%\"\nretry-wait = 2\nipv6 = true\n");
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  const Settings settings = parsed.line->fetch().settings();
  EXPECT_EQ(settings.rules.message->headers.size(), 2U);
  EXPECT_EQ(settings.rules.checks->contains.size(), 2U);
  EXPECT_EQ(settings.client.fixed_addresses.size(), 1U);
  EXPECT_EQ(settings.output.reports.size(), 2U);
  EXPECT_EQ(settings.client.threads, 3U);
  EXPECT_EQ(settings.client.rate, 5);
  EXPECT_EQ(settings.run.tolerance.percent, 5);
  EXPECT_EQ(settings.run.retry.wait, ms(2000));
  EXPECT_EQ(settings.client.family, AddressFamily::ipv6);
  EXPECT_THAT(settings.files_read, testing::Contains(folder.path("urlfan.toml")));
}

TEST_F(ConfigFileTest, SwitchesMayBeOffInAFile) {
  const Typed parsed = parse_with("follow = false\nprogress = false\nverbose = 2\n");
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  const Settings settings = parsed.line->fetch().settings();
  EXPECT_FALSE(settings.run.follow_redirects);
  EXPECT_EQ(settings.progress, ProgressDisplay::none);
  EXPECT_EQ(settings.talk.log_level, LogLevel::debug);
}

TEST_F(ConfigFileTest, TheCommandLineWins) {
  const Typed parsed = parse_with("concurrency = 7\n", {"-c", "9"});
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  const Settings settings = parsed.line->fetch().settings();
  EXPECT_EQ(settings.client.concurrency, 9U);
}

TEST_F(ConfigFileTest, AnUnknownKeyIsAnError) {
  const Typed parsed = parse_with("concurency = 7\n");
  EXPECT_EQ(parsed.exit_code, 2);
  EXPECT_EQ(parsed.err, "urlfan: error: " + folder.path("urlfan.toml") +
                            ":1: unknown option \"concurency\"; did you mean concurrency?\n");
  EXPECT_THAT(parse_with("help = true\n").err, HasSubstr("unknown option \"help\""));
  EXPECT_THAT(parse_with("config = \"x\"\n").err, HasSubstr("unknown option \"config\""));
}

TEST_F(ConfigFileTest, AnUnknownSectionIsAnError) {
  EXPECT_THAT(parse_with("\n[report]\nformat = \"json\"\n").err,
              HasSubstr("urlfan.toml:2: unknown section of [report]"));
  EXPECT_THAT(parse_with("[output]\nformat = \"json\"\n").err,
              HasSubstr("expected options without one"));
  EXPECT_THAT(parse_with("output.format = \"json\"\n").err,
              HasSubstr("urlfan.toml:1: unknown section of output.format"));
}

TEST_F(ConfigFileTest, ABadValueIsAnError) {
  EXPECT_THAT(parse_with("# why\nretries = 2\ntimeout = \"soon\"\n").err,
              HasSubstr("urlfan.toml:3: --timeout: expected a duration"));
  EXPECT_THAT(parse_with("concurrency = 0\n").err, HasSubstr("urlfan.toml:1: "));
  EXPECT_THAT(parse_with("compressed = \"maybe\"\n").err,
              HasSubstr("urlfan.toml:1: expected true or false, not 'maybe'"));
}

TEST_F(ConfigFileTest, WhatIsWrongOnlyBesideOthersIsToldOfItsLine) {
  const Typed parsed = parse_with("timeout = 1\nbase-url = \"ftp://a.test/\"\n");
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  EXPECT_THAT(complaint([&] { parsed.line->fetch().settings(); }),
              HasSubstr("urlfan.toml:2: --base-url: "));
}

TEST_F(ConfigFileTest, OptionsThatExcludeEachOtherDoSoWhereverTheyStand) {
  EXPECT_THAT(parse_with("wait-for = \"9s\"\n", {"--retries=2"}).err,
              HasSubstr("--retries excludes --wait-for"));
  EXPECT_THAT(typed({"a.txt", "--interval=1s"}).err, HasSubstr("--interval needs --wait-for"));
  const Typed parsed = parse_with("wait-for = \"9s\"\n", {"--interval=2s"});
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  EXPECT_EQ(parsed.line->fetch().settings().run.interval, ms(2000));
}

TEST_F(ConfigFileTest, VariablesAreFilledInAndStaySecret) {
  setenv("URLTEST_TOKEN", "s3cret-t0ken", 1);
  const Typed parsed =
      parse_with("header = [\"Authorization: Bearer ${URLTEST_TOKEN}\", \"X-Literal: $${A}\"]\n");
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  const Settings settings = parsed.line->fetch().settings();
  EXPECT_EQ(settings.rules.message->headers.at(0).value, "Bearer s3cret-t0ken");
  EXPECT_EQ(settings.rules.message->headers.at(1).value, "${A}");
  EXPECT_EQ(settings.secrets->hide("a s3cret-t0ken"), "a ${URLTEST_TOKEN}");
  EXPECT_THAT(settings.warnings, testing::IsEmpty());
  const Typed wrong = parse_with("\ntimeout = \"${URLTEST_TOKEN}\"\n");
  EXPECT_THAT(wrong.err, HasSubstr("urlfan.toml:2: "));
  EXPECT_THAT(wrong.err, Not(HasSubstr("s3cret-t0ken")));
  unsetenv("URLTEST_TOKEN");
  EXPECT_THAT(parse_with("\n\nuser-agent = \"${URLTEST_TOKEN}\"\n").err,
              HasSubstr("urlfan.toml:3: user-agent: the variable URLTEST_TOKEN is not set"));
}

TEST_F(ConfigFileTest, WhereVariablesAreNotFilledInAWarningSaysSo) {
  const auto warnings = [](std::vector<std::string> arguments) {
    return settings_of(std::move(arguments)).warnings;
  };
  EXPECT_THAT(warnings({"-H", "X-A: ${TOKEN}"}), ElementsAre(HasSubstr("--header has a ${...}")));
  const std::string file = folder.write("headers", "X-B: ${TOKEN}\n");
  EXPECT_THAT(warnings({"-H", "@" + file}), ElementsAre(HasSubstr("headers has a ${...}")));
  EXPECT_THAT(warnings({"http://a.test/${ID}"}), ElementsAre(HasSubstr("INPUT has a ${...}")));
  EXPECT_THAT(warnings({"-H", "X-A: $TOKEN ${not a name} $${"}), testing::IsEmpty());
}

class EnvironmentTest : public ConfigFileTest {
 protected:
  void SetUp() override {
    // Whoever runs the tests may have some.
    for (const char* name : {"URLFAN_TIMEOUT", "URLFAN_HEADER"}) unsetenv(name);
  }
  void TearDown() override {
    for (const auto& name : set_) unsetenv(name.c_str());
  }
  void set(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    set_.push_back(name);
  }

 private:
  std::vector<std::string> set_;
};

TEST_F(EnvironmentTest, EveryOptionIsAVariableToo) {
  set("URLFAN_TIMEOUT", "3s");
  set("URLFAN_MAX_BODY", "1K");
  set("URLFAN_FOLLOW", "false");
  set("URLFAN_COMPRESSED", "true");
  set("URLFAN_VERBOSE", "2");
  set("URLFAN_HEADER", "X-A: 1\nX-B: 2\n");
  set("URLFAN_CONFIG", folder.write("other.toml", "retries = 4\n"));
  const Settings settings = settings_of({});
  EXPECT_EQ(settings.run.timeout, ms(3000));
  EXPECT_EQ(settings.client.max_body, 1024U);
  EXPECT_FALSE(settings.run.follow_redirects);
  EXPECT_TRUE(settings.client.compressed);
  EXPECT_EQ(settings.talk.log_level, LogLevel::debug);
  EXPECT_EQ(settings.rules.message->headers.size(), 2U);
  EXPECT_EQ(settings.run.retry.retries, 4U);
}

TEST_F(EnvironmentTest, ItStandsBelowTheCommandLineAndAboveTheConfigFile) {
  set("URLFAN_TIMEOUT", "3s");
  set("URLFAN_HEADER", "X-A: 1");
  const std::string config = "timeout = \"9s\"\nheader = [\"X-B: 1\", \"X-C: 1\"]\nretries = 7\n";
  const Typed parsed = parse_with(config);
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  const Settings settings = parsed.line->fetch().settings();
  EXPECT_EQ(settings.run.timeout, ms(3000));
  EXPECT_EQ(settings.rules.message->headers.size(), 1U);
  EXPECT_EQ(settings.run.retry.retries, 7U);
  const Typed typed_too = parse_with(config, {"--timeout=1s", "-H", "X-D: 1", "-H", "X-E: 1"});
  ASSERT_FALSE(typed_too.exit_code) << typed_too.err;
  const Settings own = typed_too.line->fetch().settings();
  EXPECT_EQ(own.run.timeout, ms(1000));
  EXPECT_EQ(own.rules.message->headers.at(0).name, "X-D");
}

TEST_F(EnvironmentTest, AnEmptyOrInvalidValueIsAnError) {
  set("URLFAN_TIMEOUT", "");
  EXPECT_THAT(typed({"a.txt"}).err, HasSubstr("error: URLFAN_TIMEOUT is empty; expected a value"));
  set("URLFAN_TIMEOUT", "soon");
  EXPECT_THAT(typed({"a.txt"}).err, HasSubstr("error: URLFAN_TIMEOUT: --timeout: expected a dur"));
  set("URLFAN_TIMEOUT", "1s");
  set("URLFAN_NETRC", "perhaps");
  EXPECT_THAT(typed({"a.txt"}).err, HasSubstr("URLFAN_NETRC: expected true or false"));
}

TEST_F(EnvironmentTest, WhatOnlyAsksIsNoVariableAndOthersAreLeftAlone) {
  set("URLFAN_HELP", "true");
  set("URLFAN_VERSION", "1");
  set("URLFAN_GENERATE", "man");
  set("URLFAN_REPOSITORY", "x");
  EXPECT_THAT(settings_of({}).warnings, testing::IsEmpty());
  set("URLFAN_RETRYS", "3");
  EXPECT_THAT(settings_of({}).warnings,
              ElementsAre(HasSubstr("URLFAN_RETRYS is no option; did you mean URLFAN_RETRIES?")));
}

TEST_F(EnvironmentTest, ACommandTakesItsOwnOptionsFromThere) {
  set("URLFAN_MAX_FAIL", "some");
  EXPECT_THAT(typed({"report", "a.json"}).err, HasSubstr("URLFAN_MAX_FAIL: --max-fail: expected"));
}

TEST_F(ConfigFileTest, AFileThatCannotBeReadIsAnError) {
  const Typed parsed = typed({"--config", "/proc/self/mem"});  // it opens, and reading gives EIO
  EXPECT_EQ(parsed.exit_code, 2);
  EXPECT_THAT(parsed.err, HasSubstr("cannot be read"));
}

TEST_F(ConfigFileTest, AMissingFileIsAnError) {
  EXPECT_EQ(typed({"--config", folder.path("absent.toml")}).exit_code, 2);
}

}  // namespace
}  // namespace urlfan::option_sources_test
