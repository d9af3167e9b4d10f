#include "src/cli/command_line.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli/typed.h"
#include "tests/support/requests.h"
#include "tests/support/temporary_folder.h"
#include "urlfan/version.h"

namespace urlfan::command_line_test {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A command line that is a sound one, and what it means.
Settings understood(std::vector<std::string> arguments) {
  const Typed given = typed(std::move(arguments));
  EXPECT_FALSE(given.exit_code) << given.err;
  EXPECT_EQ(given.out + given.err, "");
  return given.line->fetch().settings();
}

TEST(CommandLine, NothingTypedLeavesTheDefaults) {
  const Settings settings = understood({"urls.txt"});
  EXPECT_THAT(settings.inputs, ElementsAre("urls.txt"));
  EXPECT_EQ(settings.client.concurrency, 100U);
  EXPECT_EQ(settings.run.timeout, ms(10'000));
  EXPECT_TRUE(settings.run.follow_redirects);
  EXPECT_EQ(settings.progress != ProgressDisplay::none, isatty(STDERR_FILENO) == 1)
      << "neither on nor off";
  EXPECT_EQ(settings.client.user_agent, std::string("urlfan/") + kVersion);
}

TEST(CommandLine, WithoutAListStandardInputIsOne) {
  if (isatty(STDIN_FILENO) == 1) GTEST_SKIP() << "standard input is a terminal";
  EXPECT_THAT(understood({}).inputs, ElementsAre("-"));
}

TEST(CommandLine, AnEmptyValueIsNotTheNextArgument) {
  const Settings settings = understood({"--proxy=", "http://a.test/", "--noproxy="});
  EXPECT_EQ(settings.client.proxy, "");
  EXPECT_EQ(settings.client.no_proxy, "");
  EXPECT_THAT(settings.inputs, ElementsAre("http://a.test/"));
  const Typed refused = typed({"--oauth2-bearer=", "http://a.test/"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--oauth2-bearer"));
  EXPECT_THAT(understood({"--", "--odd="}).inputs, ElementsAre("--odd="));
}

TEST(CommandLine, InputsAndOptionsMayBeMixed) {
  const Settings settings =
      understood({"a.txt", "-c", "5", "-", "http://a.test/", "--per-host=0", "-vv", "-L"});
  EXPECT_THAT(settings.inputs, ElementsAre("a.txt", "-", "http://a.test/"));
  EXPECT_EQ(settings.client.concurrency, 5U);
  EXPECT_EQ(settings.client.per_host, 0U);
  EXPECT_EQ(settings.talk.log_level, LogLevel::debug);
  EXPECT_TRUE(settings.run.follow_redirects);
}

TEST(CommandLine, AFileMayBearAnOptionsName) {
  EXPECT_THAT(understood({"--", "--quiet"}).inputs, ElementsAre("--quiet"));
}

TEST(CommandLine, AFileMayBearACommandsNameUnlessItIsTheFirstWord) {
  EXPECT_THAT(understood({"a.txt", "report"}).inputs, ElementsAre("a.txt", "report"));
  EXPECT_THAT(understood({"-c", "5", "explain"}).inputs, ElementsAre("explain"));
  EXPECT_THAT(understood({"--", "report"}).inputs, ElementsAre("report"));
  EXPECT_THAT(understood({"./report"}).inputs, ElementsAre("./report"));
  EXPECT_THAT(typed({"explain", "report"}, true).err, HasSubstr("no error code \"report\""));
  EXPECT_THAT(typed({"explain", "explain"}, true).err, HasSubstr("no error code \"explain\""));
}

TEST(CommandLine, ACommandHasItsOwnOptionsAndNoOthers) {
  const Typed report = typed({"report", "--timeout", "5s"});
  EXPECT_EQ(report.exit_code, 2);
  EXPECT_THAT(report.err, HasSubstr("--timeout is an option of urlfan, and not of urlfan report; "
                                    "urlfan report --help lists those"));
  EXPECT_EQ(typed({"report", "--config", "x"}).exit_code, 2);
  EXPECT_EQ(typed({"report", "--version"}).exit_code, 2);
  EXPECT_EQ(typed({"explain", "--format", "json"}).exit_code, 2);
}

TEST(CommandLine, ACommandChecksItsOptionsAsTheMainOneDoes) {
  const Typed nothing = typed({"report"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_EQ(nothing.err, "urlfan: error: RESULTS is required; see urlfan report --help\n");
  EXPECT_THAT(typed({"report", "--format", "xml", "a"}).err,
              HasSubstr("--format: xml not in {json,ndjson,csv,table,none}"));
  EXPECT_THAT(typed({"report", "--max-fail", "some", "a"}).err,
              HasSubstr("--max-fail: expected a number, or a percentage such as 5%, not 'some'"));
  for (const char* wrong : {"p95", "p95=", "p95=0s", "p96=1s", "min=1s", "=1s", "500ms", ""}) {
    EXPECT_THAT(typed({"report", "--max-latency", wrong, "a"}).err,
                HasSubstr("--max-latency: expected one of mean, p50, p90, p95, p99, max and its "
                          "limit, such as p95=500ms"))
        << wrong;
  }
}

TEST(CommandLine, ACommandHasAHelpOfItsOwn) {
  const Typed report = typed({"report", "--help"});
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_THAT(report.out, HasSubstr("Usage: urlfan report [OPTIONS] RESULTS..."));
  EXPECT_THAT(report.out, HasSubstr("see urlfan --help."));
  const Typed explain = typed({"explain", "-h"});
  EXPECT_EQ(explain.exit_code, 0);
  EXPECT_THAT(explain.out, HasSubstr("Usage: urlfan explain [OPTIONS] [CODE...]"));
  EXPECT_THAT(explain.out, Not(HasSubstr("Exit:")));
  const std::string all = typed({"--help"}).out;
  EXPECT_THAT(all,
              ContainsRegex("\nAlso: urlfan watch LIST[.]{3}  +fetches a list again and again, "
                            "tells of changes\n {6}urlfan serve  +fetches "));
  const CommandLine whole;
  for (const auto* command : whole.tree().get_subcommands({})) {
    EXPECT_THAT(all, HasSubstr(std::string(" urlfan ") + command->get_name() + " "));
  }
  EXPECT_THAT(all, HasSubstr("Usage: urlfan [OPTIONS] [INPUT...]\n"));
}

TEST(CommandLine, TheSchemaGoesWhereResultsWould) {
  const Typed schema = typed({"--schema", "-o", "-"}, true);
  EXPECT_EQ(schema.exit_code, 0);
  EXPECT_THAT(schema.out, HasSubstr("json-schema.org"));
  EXPECT_EQ(schema.err, "");
}

TEST(CommandLine, SwitchesHaveTheirOpposites) {
  EXPECT_FALSE(understood({"a.txt", "--no-follow"}).run.follow_redirects);
  EXPECT_TRUE(understood({"a.txt", "--follow"}).run.follow_redirects);
  EXPECT_NE(understood({"a.txt", "--progress"}).progress, ProgressDisplay::none);
  EXPECT_EQ(understood({"a.txt", "--no-progress"}).progress, ProgressDisplay::none);
}

TEST(CommandLine, OfARepeatedOptionTheLastOneWins) {
  const Settings settings =
      understood({"a.txt", "--timeout", "1s", "--timeout=2s", "--format=json", "--format=ndjson",
                  "-c1", "-c", "2", "--no-follow", "--follow", "-k", "-k"});
  EXPECT_EQ(settings.run.timeout, ms(2000));
  EXPECT_EQ(settings.output.format, Format::ndjson);
  EXPECT_EQ(settings.client.concurrency, 2U);
  EXPECT_TRUE(settings.run.follow_redirects);
  EXPECT_TRUE(settings.client.insecure);
  EXPECT_EQ(understood({"a.txt", "-HA: 1", "-H", "B: 2"}).rules.message->headers.size(), 2U)
      << "but these are a list";
}

TEST(CommandLine, AnUnknownOptionIsToldWithTheOneThatMayBeMeant) {
  EXPECT_EQ(typed({"a.txt", "--timeot=5s"}).err,
            "urlfan: error: unknown option --timeot; did you mean --timeout?\n");
  EXPECT_EQ(typed({"a.txt", "-timeout", "5s"}).err,
            "urlfan: error: unknown option -timeout; did you mean --timeout?\n");
  EXPECT_EQ(typed({"report", "a", "--frmat=json"}).err,
            "urlfan: error: unknown option --frmat; did you mean --format?\n");
  EXPECT_EQ(typed({"--zzz\n"}).err,
            "urlfan: error: unknown option --zzz\\x0a; urlfan --help lists all\n");
  EXPECT_EQ(typed({"serve", "--port", "9000"}).err,
            "urlfan: error: unknown option --port; here it is --listen ADDRESS:PORT\n");
  EXPECT_EQ(typed({"--port", "9000"}).err,
            "urlfan: error: unknown option --port; urlfan --help lists all\n");
  EXPECT_EQ(typed({"-m", "4", "x"}).err,
            "urlfan: error: unknown option -m; here it is --timeout TIME\n");
  EXPECT_EQ(typed({"--max-time=4", "x"}).err,
            "urlfan: error: unknown option --max-time; here it is --timeout TIME\n");
  EXPECT_EQ(typed({"-sSf", "x"}).err,
            "urlfan: error: unknown option -sSf; leave it out: urlfan is quiet, and a failure is "
            "never exit code 0\n");
}

TEST(CommandLine, AChoiceAKindAndACodeAreToldWithTheOneThatMayBeMeant) {
  EXPECT_THAT(typed({"--format", "jsn"}).err, HasSubstr("; did you mean json?"));
  EXPECT_THAT(typed({"--report", "junt=a.xml"}).err, HasSubstr("did you mean junit? expected "));
  EXPECT_THAT(typed({"explain", "timout"}, true).err, HasSubstr("did you mean timeout?"));
}

/// Calls `look` with each option of a command and of those below it.
template <typename Look>
void for_each_option(const CLI::App& command, const Look& look) {
  for (const auto* option : command.get_options()) look(*option);
  for (const auto* below : command.get_subcommands(std::function<bool(const CLI::App*)>())) {
    EXPECT_NE(below->get_description(), "") << below->get_name();
    for_each_option(*below, look);
  }
}

TEST(CommandLine, WhatIsGeneratedOfTheTreeFindsAllThatItNeeds) {
  const CommandLine line;
  int options = 0;
  int reports = 0;
  for_each_option(line.tree(), [&](const CLI::Option& option) {
    const std::string name = option.get_name();
    ++options;
    if (name == "--report") ++reports;
    EXPECT_NE(option.get_description(), "") << name;
    EXPECT_NE(option.get_group(), "") << name;
    const bool takes_value = option.get_expected_max() > 0 || name == "--help";
    EXPECT_EQ(takes_value, !option.get_type_name().empty()) << name;
  });
  EXPECT_GT(options, 80);
  EXPECT_EQ(reports, 2) << "of the main command and of `urlfan report`";
}

TEST(CommandLine, BadUsageIsToldOnStandardErrorAndExits2) {
  const std::vector<std::vector<std::string>> cases{
      {"--no-such-option"},
      {"-c", "0"},
      {"-c", "-1"},
      {"-c", "many"},
      {"-c"},
      {"--per-host", "-1"},
      {"--threads", "0"},
      {"--threads", "257"},
      {"--threads", "some"},
      {"--timeout", "0"},
      {"--timeout", "soon"},
      {"--timeout", "-1s"},
      {"--timeout", "5w"},
      {"--connect-timeout", "0ms"},
      {"--max-redirs", "-1"},
      {"--max-redirs", "1001"},
      {"--max-body", "1.5M"},
      {"--max-body", "-1"},
      {"--max-headers", "0"},
      {"--max-headers", "257K"},
      {"--default-scheme", "ftp"},
      {"--format", "xml"},
      {"--order", "random"},
      {"--show", "none"},
      {"--body", "some"},
      {"--log-level", "loud"},
      {"--log-format", "xml"},
      {"-o"},
  };
  for (const auto& arguments : cases) {
    const Typed parsed = typed(arguments);
    EXPECT_EQ(parsed.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(parsed.out, "") << testing::PrintToString(arguments);
    EXPECT_TRUE(parsed.err.starts_with("urlfan: error: ")) << parsed.err;
  }
}

TEST(CommandLine, AComplaintNamesTheOptionAndWhatItExpects) {
  const Typed parsed = typed({"--timeout", "soon"});
  EXPECT_THAT(parsed.err, HasSubstr("--timeout"));
  EXPECT_THAT(parsed.err, HasSubstr("250ms"));
  EXPECT_THAT(parsed.err, HasSubstr("soon"));
}

TEST(CommandLine, HelpAndVersionAreAnswersOnStandardOutput) {
  const Typed help = typed({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  for (const char* group :
       {"Input", "Concurrency", "Time", "Request", "Network", "Limits", "Output", "Talk"}) {
    EXPECT_THAT(help.out, HasSubstr(std::string(group) + ":"));
  }
  const Typed version = typed({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, HasSubstr(std::string("urlfan ") + kVersion + "\n"));
  EXPECT_THAT(version.out, HasSubstr("libcurl/")) << "with libcurl's";
}

/// The words of a help text, with one blank in between. What stands around a default, and in which
/// column, is CLI11's affair: "=10" in 2.1, "[10]" since 2.4.
std::string words_of(std::string help) {
  std::replace_if(
      help.begin(), help.end(), [](char c) { return c == '=' || c == '[' || c == ']'; }, ' ');
  std::istringstream words(help);
  std::string text;
  for (std::string word; words >> word;) text += word + " ";
  return text;
}

TEST(CommandLine, HelpShowsTheDefaults) {
  const std::string help = words_of(typed({"--help"}).out);
  for (const char* text : {"--concurrency N 100 ", "--per-host N 10 ", "--timeout TIME 10s ",
                           "--connect-timeout TIME 7s ", "--max-redirs N 10 ",
                           "--max-body SIZE 100M ", "--max-headers SIZE 256K ",
                           "--format json|ndjson|csv|table|none ", "Follow redirects follow "}) {
    EXPECT_NE(help.find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace urlfan::command_line_test
