// However a run ends, what it printed is whole and nothing is lost.

#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::ending_test {
namespace {

using testing::HasSubstr;

auto lines_on_output(long count) {
  return [count](const Process& p) {
    return std::count(p.out().begin(), p.out().end(), '\n') >= count;
  };
}

struct Stop {
  int signal;
  int code;
};

class Stopped : public testing::TestWithParam<Stop> {};

TEST_P(Stopped, EveryLineReadHasItsResult) {
  const Nginx nginx;
  const FaultServer faults;
  const TemporaryFolder folder;
  std::string list;
  for (int i = 0; i < 40; ++i) list += nginx.url("/ok") + "\n" + faults.url("/silent") + "\n";
  Process process({.arguments = urlfan_command({"--format", "ndjson"})});
  process.write(list);
  ASSERT_TRUE(process.read_until(lines_on_output(40)));  // the others hang
  process.signal(GetParam().signal);
  EXPECT_EQ(process.wait(), GetParam().code);

  std::vector<int> seen(80);
  Json summary;
  std::istringstream out(process.out());
  for (std::string text; std::getline(out, text);) {
    const Json line = Json::parse(text);
    if (line["type"] == "summary") {
      summary = line;
    } else {
      ++seen.at(line["index"].get<std::size_t>());
      if (!line["ok"]) {
        EXPECT_EQ(line["error"]["code"], "cancelled");
      }
    }
  }
  EXPECT_THAT(seen, testing::Each(1));
  EXPECT_EQ(summary["total"], 80);
  EXPECT_EQ(summary["ok"], 40);
  // Ten hung at the one host; the other thirty never started.
  EXPECT_EQ(summary["failed"], 10);
  EXPECT_EQ(summary["skipped"], 30);
  EXPECT_EQ(summary["complete"], false);
  EXPECT_EQ(summary["input_complete"], false);
  EXPECT_EQ(summary["stop"], std::string("SIG") + sigabbrev_np(GetParam().signal));
  EXPECT_EQ(summary["exit_code"], GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(BySignal, Stopped,
                         testing::Values(Stop{SIGINT, 130}, Stop{SIGTERM, 143}, Stop{SIGHUP, 129},
                                         Stop{SIGQUIT, 131}, Stop{SIGALRM, 142}, Stop{SIGUSR1, 138},
                                         Stop{SIGXCPU, 152}),
                         [](const auto& stop) {
                           return std::string("Sig") + sigabbrev_np(stop.param.signal);
                         });

TEST(Stopping, LeavesAWholeDocumentInTheFile) {
  const FaultServer faults;
  const TemporaryFolder folder;
  const std::string file = folder.path("out.json");
  Process process({.arguments = urlfan_command({"-o", file, faults.url("/silent")})});
  while (faults.requests("/silent") == 0) {
    process.read_until([](const Process&) { return false; }, std::chrono::seconds(0));
  }
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  const Json document = Json::parse(read_file(file));
  EXPECT_EQ(document["summary"]["exit_code"], 130);
  EXPECT_EQ(document["summary"]["stop"], "SIGINT");
}

TEST(Stopping, BeforeTheFirstLineIsAnEmptyDocument) {
  Process process({.arguments = urlfan_command({"-vv"})});
  ASSERT_TRUE(process.read_until([](const Process& p) { return !p.err().empty(); }));
  process.signal(SIGINT);
  // The list stays open: the stop must not wait for it.
  ASSERT_TRUE(process.read_until(lines_on_output(2)));
  EXPECT_EQ(process.wait(), 130);
  const Json document = Json::parse(process.out());
  EXPECT_EQ(document["results"], Json::array());
  EXPECT_EQ(document["summary"]["input_complete"], false);
}

TEST(Stopping, TwoSignalsAtOnceAreOne) {
  const FaultServer faults;
  std::string list;
  for (int i = 0; i < 500; ++i) list += faults.url("/silent") + "\n";
  Process process({.arguments = urlfan_command({})});
  process.write(list);
  process.close_input();
  while (faults.requests("/silent") < 5) {
    process.read_until([](const Process&) { return false; }, std::chrono::seconds(0));
  }
  process.signal(SIGTERM);
  process.signal(SIGTERM);
  process.signal(SIGINT);
  EXPECT_GE(process.wait(), 130);
  // A stop ends reading: every line read until then is there.
  const Json document = Json::parse(process.out());
  EXPECT_GE(document["results"].size(), 5U);
  EXPECT_EQ(document["results"].size(), document["summary"]["total"]);
}

TEST(Stopping, TheDeadlineCountsWhileNobodyReads) {
  const Nginx nginx;
  const FaultServer faults;
  std::string list = faults.url("/silent") + "\n";
  for (int i = 0; i < 2000; ++i) list += nginx.url("/file") + "\n";
  const TemporaryFolder folder;
  const std::string file = folder.write("list.txt", list);
  Process process({.arguments = urlfan_command(
                       {"--format", "ndjson", "--body", "full", "--deadline", "1s", file})});
  // Nothing is read until the server has been left alone.
  while (faults.requests("/silent") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  while (faults.active() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(process.wait(), 4);
  EXPECT_EQ(std::count(process.out().begin(), process.out().end(), '\n'), 2002);
}

TEST(Stopping, AnIgnoreThatWasInheritedStays) {
  const FaultServer faults;
  Process process({.arguments = {"sh", "-c", "trap '' INT TERM; exec \"$@\"", "sh", URLFAN_BINARY,
                                 "--deadline", "2s", faults.url("/silent")}});
  while (faults.requests("/silent") == 0) {
    process.read_until([](const Process&) { return false; }, std::chrono::seconds(0));
  }
  process.signal(SIGINT);
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(), 4);
}

TEST(Stopping, TakesTheTemporaryFileOfADryRunAway) {
  const TemporaryFolder folder;
  const std::string file = folder.path("out.json");
  Process process({.arguments = urlfan_command({"--dry-run", "-o", file})});
  process.write("http://a.test/\n");  // and no end
  const auto files = [&folder] {
    return std::distance(std::filesystem::directory_iterator(folder.path()), {});
  };
  while (files() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  EXPECT_EQ(files(), 1);
  EXPECT_TRUE(Json::parse(read_file(file)).contains("requests"));
}

TEST(Stopping, ASecondSignalLeavesAlthoughNobodyReads) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 2000; ++i) list += nginx.url("/file") + "\n";
  const TemporaryFolder folder;
  const std::string file = folder.write("list.txt", list);
  // 2,000 results do not fit into the pipe, and this test reads none of them.
  Process process({.arguments = urlfan_command({"--body", "full", file})});
  while (nginx.log().size() < 20) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  process.signal(SIGINT);
  // It counts from a second on; the process ends while none of its output is read.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait_unread(), 143);
}

TEST(Stopping, AReaderThatGoesAwayEndsTheRunInSilence) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 3000; ++i) list += nginx.url("/file") + "\n";
  const TemporaryFolder folder;
  const std::string file = folder.write("list.txt", list);
  for (const char* format : {"ndjson", "json", "table"}) {
    Process process({.arguments = urlfan_command({"--format", format, "-v", "-q", "--body", "full",
                                                  "--log-level", "info", file})});
    ASSERT_TRUE(process.read_until(lines_on_output(1)));
    process.close_output();
    EXPECT_EQ(process.wait(), 128 + SIGPIPE) << format;
    EXPECT_THAT(process.err(), testing::Not(HasSubstr("error"))) << format;
  }
}

TEST(Stopping, TheLiveLineIsTakenAway) {
  const FaultServer faults;
  Process process({.arguments = urlfan_command({faults.url("/silent")}), .terminal = true});
  ASSERT_TRUE(process.read_until(
      [](const Process& p) { return p.err().find("1 in flight") != std::string::npos; }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  const auto erased = process.err().rfind("\r\x1b[K");
  EXPECT_THAT(process.err().substr(erased), testing::Not(HasSubstr("in flight")));
}

}  // namespace
}  // namespace urlfan::ending_test
