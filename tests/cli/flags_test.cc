#include "src/cli/flags.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temporary_folder.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Parsed {
  Flags flags;
  std::optional<int> exit_code;
  std::string out;
  std::string err;
};

Parsed parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "urlfan");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  Parsed parsed;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  parsed.exit_code = parse_flags(static_cast<int>(argv.size()), argv.data(), parsed.flags);
  parsed.err = testing::internal::GetCapturedStderr();
  parsed.out = testing::internal::GetCapturedStdout();
  return parsed;
}

TEST(Flags, NothingTypedLeavesTheDefaults) {
  const Parsed parsed = parse({});
  EXPECT_FALSE(parsed.exit_code);
  EXPECT_THAT(parsed.flags.inputs, IsEmpty());
  EXPECT_EQ(parsed.flags.concurrency, 100U);
  EXPECT_EQ(parsed.flags.timeout, "10s");
  EXPECT_TRUE(parsed.flags.follow);
  EXPECT_FALSE(parsed.flags.progress) << "neither on nor off";
  EXPECT_EQ(parsed.flags.user_agent, std::string("urlfan/") + kVersion);
  EXPECT_EQ(parsed.out + parsed.err, "");
}

TEST(Flags, AnEmptyValueIsNotTheNextArgument) {
  const Parsed parsed = parse({"--proxy=", "http://a.test/", "--noproxy="});
  EXPECT_FALSE(parsed.exit_code) << parsed.err;
  EXPECT_EQ(parsed.flags.proxy, "");
  EXPECT_EQ(parsed.flags.no_proxy, "");
  EXPECT_THAT(parsed.flags.inputs, ElementsAre("http://a.test/"));
  const Parsed refused = parse({"--oauth2-bearer=", "http://a.test/"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--oauth2-bearer"));
  EXPECT_THAT(parse({"--", "--odd="}).flags.inputs, ElementsAre("--odd="));
}

TEST(Flags, InputsAndOptionsMayBeMixed) {
  const Parsed parsed =
      parse({"a.txt", "-c", "5", "-", "http://a.test/", "--per-host=0", "-vv", "-L"});
  EXPECT_FALSE(parsed.exit_code) << parsed.err;
  EXPECT_THAT(parsed.flags.inputs, ElementsAre("a.txt", "-", "http://a.test/"));
  EXPECT_EQ(parsed.flags.concurrency, 5U);
  EXPECT_EQ(parsed.flags.per_host, 0U);
  EXPECT_EQ(parsed.flags.verbose, 2);
  EXPECT_TRUE(parsed.flags.follow);
}

TEST(Flags, AFileMayBearAnOptionsName) {
  EXPECT_THAT(parse({"--", "--quiet"}).flags.inputs, ElementsAre("--quiet"));
}

TEST(Flags, SwitchesHaveTheirOpposites) {
  EXPECT_FALSE(parse({"--no-follow"}).flags.follow);
  EXPECT_TRUE(parse({"--follow"}).flags.follow);
  EXPECT_EQ(parse({"--progress"}).flags.progress, true);
  EXPECT_EQ(parse({"--no-progress"}).flags.progress, false);
}

TEST(Flags, BadUsageIsToldOnStandardErrorAndExits2) {
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
      {"--timeout", "5h"},
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
    const Parsed parsed = parse(arguments);
    EXPECT_EQ(parsed.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(parsed.out, "") << testing::PrintToString(arguments);
    EXPECT_NE(parsed.err, "") << testing::PrintToString(arguments);
  }
}

TEST(Flags, AComplaintNamesTheOptionAndWhatItExpects) {
  const Parsed parsed = parse({"--timeout", "soon"});
  EXPECT_THAT(parsed.err, HasSubstr("--timeout"));
  EXPECT_THAT(parsed.err, HasSubstr("250ms"));
  EXPECT_THAT(parsed.err, HasSubstr("soon"));
}

TEST(Flags, HelpAndVersionAreAnswersOnStandardOutput) {
  const Parsed help = parse({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  for (const char* group :
       {"Input", "Concurrency", "Time", "Request", "Network", "Limits", "Output", "Talk"}) {
    EXPECT_THAT(help.out, HasSubstr(std::string(group) + ":"));
  }
  const Parsed version = parse({"--version"});
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

TEST(Flags, HelpShowsTheDefaults) {
  const std::string help = words_of(parse({"--help"}).out);
  for (const char* text : {"--concurrency N 100 ", "--per-host N 10 ", "--timeout TIME 10s ",
                           "--connect-timeout TIME 7s ", "--max-redirs N 10 ",
                           "--max-body SIZE 100M ", "--max-headers SIZE 256K ",
                           "--format json|ndjson|table json ", "Follow redirects follow "}) {
    EXPECT_NE(help.find(text), std::string::npos) << text;
  }
}

class ConfigFileTest : public testing::Test {
 protected:
  Parsed parse_with(const std::string& config, std::vector<std::string> arguments = {}) {
    arguments.push_back("--config");
    arguments.push_back(folder.write("urlfan.toml", config));
    return parse(std::move(arguments));
  }

  TemporaryFolder folder;
};

TEST_F(ConfigFileTest, OptionsMayStandInAFile) {
  const Parsed parsed = parse_with(
      "# comment\nconcurrency = 7\nper-host=3\ntimeout = \"250ms\"\nformat = \"ndjson\"\n"
      "user-agent = \"me/1 (test)\"\ncompressed = true\nno-color = true\nbody = \"1K\"\n");
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  EXPECT_EQ(parsed.flags.concurrency, 7U);
  EXPECT_EQ(parsed.flags.per_host, 3U);
  EXPECT_EQ(parsed.flags.timeout, "250ms");
  EXPECT_EQ(parsed.flags.format, "ndjson");
  EXPECT_EQ(parsed.flags.user_agent, "me/1 (test)");
  EXPECT_TRUE(parsed.flags.compressed);
  EXPECT_TRUE(parsed.flags.no_color);
  EXPECT_EQ(parsed.flags.body, "1K");
}

TEST_F(ConfigFileTest, SwitchesMayBeOffInAFile) {
  const Parsed parsed = parse_with("follow = false\nprogress = false\nverbose = 2\n");
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  EXPECT_FALSE(parsed.flags.follow);
  EXPECT_EQ(parsed.flags.progress, false);
  EXPECT_EQ(parsed.flags.verbose, 2);
}

TEST_F(ConfigFileTest, TheCommandLineWins) {
  const Parsed parsed = parse_with("concurrency = 7\n", {"-c", "9"});
  ASSERT_FALSE(parsed.exit_code) << parsed.err;
  EXPECT_EQ(parsed.flags.concurrency, 9U);
}

TEST_F(ConfigFileTest, AnUnknownKeyIsAnError) {
  const Parsed parsed = parse_with("concurency = 7\n");
  EXPECT_EQ(parsed.exit_code, 2);
  EXPECT_THAT(parsed.err, HasSubstr("concurency"));
}

TEST_F(ConfigFileTest, AnUnknownSectionIsAnError) {
  EXPECT_EQ(parse_with("[output]\nformat = \"json\"\n").exit_code, 2);
}

TEST_F(ConfigFileTest, ABadValueIsAnError) {
  EXPECT_EQ(parse_with("timeout = \"soon\"\n").exit_code, 2);
  EXPECT_EQ(parse_with("concurrency = 0\n").exit_code, 2);
}

TEST_F(ConfigFileTest, AFileThatCannotBeReadIsAnError) {
  const Parsed parsed = parse({"--config", "/proc/self/mem"});  // it opens, and reading gives EIO
  EXPECT_EQ(parsed.exit_code, 2);
  EXPECT_THAT(parsed.err, HasSubstr("cannot be read"));
}

TEST_F(ConfigFileTest, AMissingFileIsAnError) {
  EXPECT_EQ(parse({"--config", folder.path("absent.toml")}).exit_code, 2);
}

}  // namespace
}  // namespace urlfan
