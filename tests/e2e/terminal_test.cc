// What a person sees: the program with a terminal for its standard output and standard error.

#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::terminal_test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kErase = "\x1b[K";

/// The lines of a screen on which all this was written, without colors.
std::vector<std::string> screen(std::string_view written) {
  std::vector<std::string> lines(1);
  std::size_t at = 0;
  while (!written.empty()) {
    std::string& line = lines.back();
    std::size_t length = 1;
    if (written.starts_with(kErase)) {
      line.resize(std::min(line.size(), at));
      length = kErase.size();
    } else if (written[0] == '\x1b') {
      length = written.find('m') + 1;
    } else if (written[0] == '\r') {
      at = 0;
    } else if (written[0] == '\n') {
      lines.emplace_back();
      at = 0;
    } else {
      line.resize(std::max(line.size(), at + 1));
      line[at++] = written[0];
    }
    written.remove_prefix(length);
  }
  return lines;
}

/// A list in a file of its own, and a run of it on a terminal.
class Terminal : public testing::Test {
 protected:
  std::string list(const std::string& text) { return folder_.write("list.txt", text); }
  static Launch on_terminal(std::vector<std::string> arguments, unsigned short columns = 100) {
    return {.arguments = urlfan_command(std::move(arguments)), .columns = columns};
  }
  /// All of a run that ends by itself.
  static std::vector<std::string> seen(const Launch& launch, int code) {
    Process process(launch);
    EXPECT_EQ(process.wait(), code);
    return screen(process.err());
  }
  static bool wait_for(Process& process, const std::string& text) {
    return process.read_until(
        [&text](const Process& p) { return p.err().find(text) != std::string::npos; });
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Terminal, HasATableAndWhatIsNoneHasJson) {
  const Nginx nginx;
  const auto lines = seen(on_terminal({nginx.url("/ok")}), 0);
  ASSERT_GE(lines.size(), 3U);
  EXPECT_THAT(lines[0], StartsWith("STATUS"));
  EXPECT_THAT(lines[1], AllOf(StartsWith("200 "), HasSubstr(nginx.url("/ok"))));
  EXPECT_THAT(lines[2], StartsWith("1 line: 1 ok, 0 failed in "));
  EXPECT_EQ(run_urlfan({nginx.url("/ok")}).document()["summary"]["ok"], 1);
  EXPECT_THAT(seen(on_terminal({"--format", "json", nginx.url("/ok")}), 0),
              Contains(HasSubstr("\"effective_url\"")));
  EXPECT_THAT(seen(on_terminal({"--dry-run", nginx.url("/ok")}), 0),
              Contains(HasSubstr("\"requests\"")));
  EXPECT_EQ(seen(on_terminal({"-o", list(""), nginx.url("/ok")}), 0).size(), 1U);
}

TEST_F(Terminal, ShowsOnlyWhatFailedWhereThatIsAskedFor) {
  const Nginx nginx;
  const auto lines =
      seen(on_terminal({"--show", "failed", nginx.url("/ok"), nginx.url("/status/404")}), 1);
  EXPECT_THAT(lines, Not(Contains(HasSubstr("/ok"))));
  EXPECT_THAT(lines, Contains(HasSubstr("/status/404")));
  EXPECT_THAT(lines, Contains(HasSubstr("http_status: HTTP 404")));
}

TEST_F(Terminal, TheLiveLineIsUnderTheTableAndLeavesNothingBehind) {
  const Nginx nginx;
  std::string text;
  for (int i = 0; i < 10; ++i) text += nginx.url("/slow?" + std::to_string(i)) + "\n";
  Process process(on_terminal({"--per-host", "2", list(text)}));
  EXPECT_EQ(process.wait(), 0);
  const std::string& written = process.err();
  const auto last = written.rfind(" in flight");
  ASSERT_NE(last, std::string::npos);
  const auto then = screen(written.substr(0, last));
  EXPECT_THAT(then.back(), HasSubstr("/10 done ("));
  ASSERT_GE(then.size(), 3U);
  EXPECT_THAT(then[then.size() - 2], StartsWith("200 "));
  const auto lines = screen(written);
  EXPECT_THAT(lines, Each(Not(HasSubstr("in flight"))));
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const std::string& line) { return line.starts_with("200 "); }),
            10);
}

TEST_F(Terminal, TheLiveLineTellsWhatIsWaitedForAndFitsAlsoAfterAResize) {
  const FaultServer faults;
  Process process(on_terminal({"--timeout", "60s", list(faults.url("/silent") + "\n")}));
  ASSERT_TRUE(wait_for(process, "waits for " + faults.url("") + ": 1 in flight, the oldest for "));
  EXPECT_THAT(screen(process.err()).back(), StartsWith("0/1 done (0%)  waits for "));
  process.resize(40);
  EXPECT_TRUE(process.read_until([](const Process& p) {
    const std::string line = screen(p.err()).back();
    return line.ends_with(" s") && line.find("…") != std::string::npos && line.size() <= 39 + 2;
  })) << screen(process.err()).back();
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
}

TEST_F(Terminal, AStopNamesWhatFailedAndCountsWhatItHasLeft) {
  const FaultServer faults;
  std::string text = faults.url("/unauthorized") + "\n";
  for (int i = 0; i < 9; ++i) text += faults.url("/silent") + "\n";
  const std::vector<std::string> arguments{"--per-host", "2", list(text)};
  Process process(on_terminal(arguments));
  ASSERT_TRUE(wait_for(process, "2 in flight"));
  ASSERT_TRUE(wait_for(process, "/unauthorized"));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  const auto lines = screen(process.err());
  EXPECT_THAT(lines, Contains(HasSubstr("http_status: HTTP 401")));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("/silent"))));
  EXPECT_THAT(lines,
              Contains(StartsWith("10 lines: 0 ok, 1 failed, 2 broken off, 7 not started in ")));
}

TEST_F(Terminal, AStopSaysTheSameOnStandardErrorWhereResultsGoElsewhere) {
  const FaultServer faults;
  std::string text = faults.url("/unauthorized") + "\n";
  for (int i = 0; i < 9; ++i) text += faults.url("/silent") + "\n";
  Process process({.arguments = urlfan_command({"--per-host", "2", list(text)}), .terminal = true});
  ASSERT_TRUE(wait_for(process, "1 failed"));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  EXPECT_THAT(process.err(), HasSubstr("/unauthorized http_status"));
  EXPECT_THAT(process.err(), Not(HasSubstr("/silent")));
  EXPECT_THAT(process.err(), HasSubstr("1 of 10 lines failed, 2 broken off, 7 not started"));
  EXPECT_EQ(Json::parse(process.out())["results"].size(), 10U) << "each has its result there";
}

TEST_F(Terminal, VerboseAddsNoSecondCopyButTellsAttemptsAndWaits) {
  const FaultServer faults;
  const std::vector<std::string> arguments{"-v",           "--retries", "3",
                                           "--retry-wait", "1ms",       faults.url("/fails-twice")};
  const auto lines = seen(on_terminal(arguments), 0);
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("/fails-twice attempt 1: http_status: HTTP 503"),
                                    HasSubstr("; again in "))));
  EXPECT_THAT(lines, Contains(HasSubstr("/fails-twice attempt 2: ")));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("200 in "))));
  const FaultServer others;
  const Outcome piped = run_urlfan({"-v", others.url("/ok")});
  EXPECT_THAT(piped.err, HasSubstr("/ok 200 in ")) << "there it is the only copy for eyes";
}

TEST_F(Terminal, RowsFitWhateverTheListSays) {
  const Nginx nginx;
  const std::string text = nginx.url("/ok?" + std::string(300, 'x') + "end") + " name=\"" +
                           "日本語のページe\xCC\x81 " + std::string(60, 'n') + "\"\n";
  for (const unsigned short columns : {std::uint16_t{80}, std::uint16_t{120}}) {
    const auto lines = seen(on_terminal({list(text)}, columns), 0);
    ASSERT_GE(lines.size(), 2U);
    std::size_t width = 0;
    for (std::string_view rest = lines[1]; !rest.empty();) {
      const auto lead = static_cast<unsigned char>(rest[0]);
      const std::size_t length = lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
      const bool is_gap = rest.starts_with("…");
      width += length == 3 && !is_gap ? 2 : length == 2 ? 0 : 1;  // CJK; the accent
      rest.remove_prefix(length);
    }
    EXPECT_LE(width, columns);
    EXPECT_GE(width + 2, columns);
    EXPECT_THAT(lines[1], testing::EndsWith("end"));
  }
}

TEST_F(Terminal, NothingThatAServerSendsCommandsIt) {
  const FaultServer faults;
  Process process(
      on_terminal({list(faults.url("/hostile") + " status=500\n"), "-vv", "--no-color"}));
  EXPECT_EQ(process.wait(), 1);
  std::string written = process.err();
  for (auto own = written.find(kErase); own != std::string::npos; own = written.find(kErase)) {
    written.erase(own, kErase.size());
  }
  EXPECT_EQ(written.find('\x1b'), std::string::npos) << written;
  EXPECT_THAT(written, HasSubstr("        | "));
}

TEST_F(Terminal, OneThatIsDumbGetsNoSequences) {
  const Nginx nginx;
  Launch launch = on_terminal({nginx.url("/slow"), nginx.url("/status/404")});
  Process colored(launch);
  EXPECT_EQ(colored.wait(), 1);
  EXPECT_THAT(colored.err(), HasSubstr("\x1b[31m"));
  launch.environment["TERM"] = "dumb";
  Process dumb(launch);
  EXPECT_EQ(dumb.wait(), 1);
  EXPECT_THAT(dumb.err(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(dumb.err(), HasSubstr("STATUS"));
}

TEST_F(Terminal, ProgressWithoutOneHasNoSequences) {
  const Nginx nginx;
  const Outcome run = run_urlfan({"--progress", nginx.url("/slow")});
  EXPECT_EQ(run.err, "");
}

TEST_F(Terminal, TheLimitOfTheOnlyHostIsNamedOnce) {
  const Nginx nginx;
  std::string text;
  for (int i = 0; i < 10; ++i) text += nginx.url("/slow?" + std::to_string(i)) + "\n";
  const std::string file = list(text);
  const std::string said = run_urlfan({"-c", "50", "--per-host", "2", file}).err;
  EXPECT_THAT(said, HasSubstr("--per-host 2 holds"));
  EXPECT_EQ(said.find("holds"), said.rfind("holds"));
  EXPECT_EQ(run_urlfan({"--per-host", "2", file}).err, "") << "nobody asked for more";
  EXPECT_EQ(run_urlfan({"-c", "50", "--per-host", "10", file}).err, "") << "nothing waits";
}

TEST_F(Terminal, NoFormatLeavesTheExitCodeAndStandardError) {
  const Nginx nginx;
  const Outcome run = run_urlfan({"--format", "none", nginx.url("/ok"), nginx.url("/status/404")});
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("1 of 2 lines failed"));
  EXPECT_THAT(seen(on_terminal({"--format", "none", nginx.url("/status/404")}), 1),
              Contains(HasSubstr("1 of 1 lines failed")));
}

}  // namespace
}  // namespace urlfan::terminal_test
