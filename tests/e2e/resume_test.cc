#include <gmock/gmock.h>
#include <signal.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/gzip.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::resume_test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::uintmax_t size_of(const std::string& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  return none ? 0 : size;
}

class ResumeTest : public testing::Test {
 protected:
  Outcome go(std::vector<std::string> arguments = {}, const std::string& input = {}) const {
    arguments.insert(arguments.begin(), {"--resume", file});
    return run_urlfan(arguments, input);
  }
  std::vector<Json> records() const {
    Outcome all;
    all.out = read_file(file);
    return all.lines();
  }
  /// How often each line has a result, by its index.
  std::map<int, int> results() const {
    std::map<int, int> count;
    for (const auto& record : records()) {
      if (record["type"] == "result") ++count[record["index"].get<int>()];
    }
    return count;
  }
  std::string list_of(const std::string& text) const { return folder.write("urls.txt", text); }
  std::string lines(const std::string& path, int count) const {
    std::string text;
    for (int i = 0; i < count; ++i) text += nginx.url(path) + "?" + std::to_string(i) + "\n";
    return text;
  }
  std::size_t requests() const { return nginx.log().size(); }

  Nginx nginx;
  TemporaryFolder folder;
  std::string file = folder.path("all.ndjson");
};

TEST_F(ResumeTest, ANewFileHasItsListItsResultsAndItsSummary) {
  const Outcome run = go({list_of(lines("/ok", 3))});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out, "");
  const auto all = records();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[0]["type"], "list");
  EXPECT_EQ(all[0]["lines"], 3);
  EXPECT_EQ(all[0]["checkpoints"].size(), 3U);
  EXPECT_EQ(all[4]["type"], "summary");
  EXPECT_EQ(all[4]["list"]["digest"], all[0]["digest"]);
}

TEST_F(ResumeTest, WhatIsDoneIsNotFetchedAgainAndCounts) {
  const std::string list = list_of(lines("/ok", 3) + nginx.url("/missing") + "\nhttp://\n");
  const Outcome first = go({list});
  EXPECT_EQ(first.code, 1);
  EXPECT_EQ(nginx.log_of(4).size(), 4U);
  const Outcome second = go({list});
  EXPECT_EQ(second.code, 1) << "as the whole list";
  EXPECT_THAT(second.err, HasSubstr("2 of 5 lines failed, 2 of them in an earlier go (see "
                                    "--retry-failed); exit code 1\n"));
  EXPECT_EQ(requests(), 4U) << "nothing is sent";
  const Json summary = records().back();
  EXPECT_EQ(summary["total"], 5);
  EXPECT_EQ(summary["ok"], 3);
  EXPECT_EQ(summary["by_error"], Json({{"http_status", 1}, {"invalid_input", 1}}));
  EXPECT_TRUE(summary["complete"]);
}

TEST_F(ResumeTest, FailuresAreFetchedAgainWhereThatIsAskedFor) {
  const std::string list = list_of(lines("/ok", 2) + nginx.url("/missing") + "\nhttp://\n");
  go({list});
  nginx.log_of(3);
  EXPECT_EQ(go({list, "--retry-failed"}).code, 1);
  EXPECT_EQ(nginx.log_of(4).size(), 4U);
  EXPECT_EQ(results(), (std::map<int, int>{{0, 1}, {1, 1}, {2, 2}, {3, 1}}));
  EXPECT_EQ(records().back()["total"], 4);
}

TEST_F(ResumeTest, WhatIsOldIsFetchedAgainWhereThatIsAskedFor) {
  const std::string list = list_of(lines("/ok", 2));
  go({list});
  nginx.log_of(2);
  EXPECT_EQ(go({list, "--max-age", "1d"}).code, 0);
  EXPECT_EQ(requests(), 2U);
  EXPECT_EQ(go({list, "--max-age", "1us"}).code, 0);
  EXPECT_EQ(nginx.log_of(4).size(), 4U);
  EXPECT_EQ(results(), (std::map<int, int>{{0, 2}, {1, 2}}));
  EXPECT_EQ(records().back()["total"], 2);
}

TEST_F(ResumeTest, WhatASignalLeftIsFetchedByTheNext) {
  const std::string list = list_of(lines("/slow", 40));
  Process first({.arguments = urlfan_command({"--resume", file, "-c", "2", list})});
  ASSERT_TRUE(first.read_until([&](const Process&) { return nginx.log().size() >= 2; }));
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(), 143) << first.err();
  const auto left = records();
  EXPECT_EQ(left.back()["type"], "summary");
  EXPECT_EQ(left.back()["stop"], "SIGTERM");
  EXPECT_EQ(go({list, "--per-host", "0"}).code, 0);
  const Json summary = records().back();
  EXPECT_EQ(summary["total"], 40);
  EXPECT_EQ(summary["ok"], 40);
  EXPECT_TRUE(summary["complete"]);
  EXPECT_EQ(results().size(), 40U);
}

TEST_F(ResumeTest, FailuresOfAnEarlierGoCountForWhatIsTolerated) {
  const std::string failing = nginx.url("/missing") + "\n" + nginx.url("/status/500") + "\n";
  const std::string list = list_of(failing + lines("/ok", 2));
  EXPECT_EQ(go({list}).code, 1);
  EXPECT_EQ(go({list, "--max-fail", "2"}).code, 0);
  EXPECT_EQ(go({list, "--max-fail", "50%"}).code, 0);
  EXPECT_EQ(go({list, "--max-fail", "49%"}).code, 1);
  EXPECT_EQ(go({list, "--fail-on", "never"}).code, 0);
}

TEST_F(ResumeTest, ATornLineIsDroppedAndSaid) {
  const std::string list = list_of(lines("/ok", 3));
  go({list});
  nginx.log_of(3);
  const auto whole = read_file(file);
  const auto third = whole.find("{\"type\":\"summary\"") - 20;
  std::filesystem::resize_file(file, third);
  const Outcome run = go({list});
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.err, HasSubstr(file + ":4: cut off in the middle; this line is dropped"));
  EXPECT_EQ(nginx.log_of(4).size(), 4U);
  EXPECT_EQ(results(), (std::map<int, int>{{0, 1}, {1, 1}, {2, 1}}));
}

TEST_F(ResumeTest, AChangedListIsRefusedAndToldWhere) {
  const std::string old = lines("/ok", 5);
  go({list_of(old)});
  nginx.log_of(5);
  const auto before = read_file(file);
  const auto refused = [&](const std::string& text, const std::string& why,
                           std::vector<std::string> more = {}) {
    more.insert(more.begin(), list_of(text));
    const Outcome run = go(more);
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr(why));
    EXPECT_THAT(run.err, HasSubstr("remove the file to begin anew"));
  };
  const std::string list = folder.path("urls.txt");
  auto other = old;
  other.replace(other.find("?3"), 2, "?x");
  refused(other, list + ":4 is not what it was;");
  refused(old + nginx.url("/ok") + "\n", list + ":6 is new (it had 5 lines, and has 6)");
  refused(lines("/ok", 2), "it ends with " + list + ":2 (it had 5 lines, and has 2)");
  refused(old, list + ":1 is not what it was", {"--expect-status", "200"});
  EXPECT_EQ(requests(), 5U) << "nothing is sent";
  EXPECT_EQ(read_file(file), before);
  EXPECT_EQ(go({list_of("# the same\n" + old)}).code, 0);
}

TEST_F(ResumeTest, OfALongListItIsToldBetweenWhichLines) {
  std::string old;
  for (int i = 0; i < 5000; ++i) old += "http://127.0.0.1:1/" + std::to_string(i) + "\n";
  EXPECT_EQ(go({list_of(old), "--fail-on", "never"}).code, 0);
  old.replace(old.find("/3333\n"), 6, "/x\n");
  const Outcome run = go({list_of(old)});
  EXPECT_EQ(run.code, 2);
  const std::string list = folder.path("urls.txt");
  EXPECT_THAT(run.err, HasSubstr("between " + list + ":3329 and " + list + ":3336"));
}

TEST_F(ResumeTest, AnotherShardHasAnotherFile) {
  const std::string list = list_of(lines("/ok", 5));
  EXPECT_EQ(go({list, "--shard", "5/8"}).code, 0);
  EXPECT_EQ(go({list, "--shard", "5/8"}).code, 0);
  const Outcome other = go({list, "--shard", "4/8"});
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.err, HasSubstr("was begun with --shard 5/8, and this is with --shard 4/8"));
  EXPECT_THAT(go({list}).err, HasSubstr("was begun with --shard 5/8, and this is without --shard"));
  EXPECT_EQ(records().back()["total"], 5);
  EXPECT_EQ(records().back()["list"]["shard"]["k"], 5);
}

TEST_F(ResumeTest, AnotherFileIsLeftAsItIs) {
  folder.write("all.ndjson", "precious\n");
  const Outcome run = go({list_of(lines("/ok", 1))});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr(file + ": was not written by --resume"));
  EXPECT_EQ(read_file(file), "precious\n");
  EXPECT_EQ(requests(), 0U);
  folder.write("all.ndjson", "");
  EXPECT_EQ(go({list_of(lines("/ok", 1))}).code, 0) << "an empty one is begun";
}

TEST_F(ResumeTest, ALineThatIsNoneOfItsRecordsIsRefused) {
  const std::string list = list_of(lines("/ok", 2));
  go({list});
  std::ofstream(file, std::ios::app) << "something\n{}\n";
  const Outcome run = go({list});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("line 5 is not as --resume writes it"));
}

TEST_F(ResumeTest, ASecondProcessIsRefused) {
  const std::string list = list_of(lines("/slow", 40));
  Process first({.arguments = urlfan_command({"--resume", file, "-c", "1", list})});
  ASSERT_TRUE(first.read_until([&](const Process&) { return size_of(file) > 0; }));
  const Outcome second = go({list});
  EXPECT_EQ(second.code, 2);
  EXPECT_THAT(second.err, HasSubstr("another urlfan goes on with it"));
}

TEST_F(ResumeTest, AListFromAPipeAndAPackedOneAreReadTwice) {
  EXPECT_EQ(go({}, lines("/ok", 3)).code, 0);
  EXPECT_EQ(go({}, lines("/ok", 3)).code, 0);
  EXPECT_EQ(go({folder.write("urls.gz", gzip(lines("/ok", 3)))}).code, 0) << "the same list";
  EXPECT_EQ(nginx.log_of(3).size(), 3U);
  EXPECT_EQ(go({}, lines("/ok", 2)).code, 2);
}

TEST_F(ResumeTest, AnEmptyListIsAnErrorAsEver) {
  EXPECT_EQ(go({list_of("# none\n")}).code, 2);
  EXPECT_EQ(read_file(file), "");
  EXPECT_EQ(go({list_of("# none\n"), "--allow-empty"}).code, 0);
  EXPECT_EQ(records().size(), 2U);
}

TEST_F(ResumeTest, WhatIsOfResultsAsAWholeIsRefused) {
  const std::string list = list_of(lines("/ok", 1));
  const std::vector<std::vector<std::string>> all{{"-o", "x"},
                                                  {"--format", "json"},
                                                  {"--order", "input"},
                                                  {"--show", "failed"},
                                                  {"--fields", "url"},
                                                  {"--summary", folder.path("s")},
                                                  {"--report", "tap=" + folder.path("t")}};
  for (auto arguments : all) {
    arguments.push_back(list);
    const Outcome run = go(arguments);
    EXPECT_EQ(run.code, 2) << arguments[0];
    EXPECT_THAT(run.err, HasSubstr("does not go with --resume")) << arguments[0];
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(go({list, "--format", "ndjson", "--order", "completion"}).code, 0);
  EXPECT_EQ(go({list, "--dry-run"}).code, 2);
  EXPECT_THAT(run_urlfan({"--retry-failed", list}).err, HasSubstr("--retry-failed needs --resume"));
  EXPECT_THAT(run_urlfan({"--max-age", "1d", list}).err, HasSubstr("--max-age needs --resume"));
  EXPECT_EQ(run_urlfan({"--resume", "-", list}).code, 2);
  EXPECT_THAT(run_urlfan({"--resume", file, "-o", "-", list}).err,
              HasSubstr("--output does not go"));
  EXPECT_EQ(run_urlfan({"--resume", list, list}).code, 2) << "it is read";
  EXPECT_THAT(run_urlfan({"--resume", "/dev/null", list}).err, HasSubstr("no regular file"));
}

TEST_F(ResumeTest, AVariableWithAnotherSecretIsTheSameList) {
  const std::string list = list_of(nginx.url("/ok") + "?k=${KEY}\n");
  const auto with = [&](const char* key) {
    return run_urlfan({"--resume", file, list}, {}, {.environment = {{"KEY", key}}});
  };
  EXPECT_EQ(with("s3cret-1").code, 0);
  EXPECT_EQ(with("other-one").code, 0);
  EXPECT_THAT(read_file(file), Not(HasSubstr("s3cret")));
}

TEST_F(ResumeTest, AfterThirtyKillsEachLineHasItsResult) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // Each go reads all that is there, which takes long then.
  constexpr int kLines = 4'000;
  constexpr int kKills = 10;
#else
  constexpr int kLines = 20'000;
  constexpr int kKills = 30;
#endif
  const std::string list = list_of(lines("/ok", kLines));
  std::mt19937 random(14);  // NOLINT(cert-msc51-cpp): the same each time
  std::uniform_int_distribution<std::uintmax_t> bytes(0, 100'000);
  for (int kill = 0; kill < kKills; ++kill) {
    const std::uintmax_t enough = size_of(file) + bytes(random);
    // So that the list is not done before the last kill, however late that comes.
    Process run({.arguments = urlfan_command(
                     {"--resume", file, "--per-host", "0", "--rate", "1000/s", list})});
    ASSERT_TRUE(run.read_until([&](const Process&) { return size_of(file) >= enough; })) << kill;
    run.signal(SIGKILL);
    run.wait();
  }
  const std::string before = read_file(file);
  const Outcome last = go({"--per-host", "0", list});
  EXPECT_EQ(last.code, 0) << last.err;
  const std::string after = read_file(file);
  const auto whole_lines = before.rfind('\n') + 1;
  EXPECT_EQ(after.substr(0, whole_lines), before.substr(0, whole_lines)) << "nothing is lost";
  EXPECT_EQ(results().size(), static_cast<std::size_t>(kLines));
  for (const auto& [index, count] : results()) ASSERT_EQ(count, 1) << index;
  EXPECT_EQ(records().back()["total"], kLines);
  EXPECT_EQ(records().back()["ok"], kLines);

  const Outcome report = run_urlfan({"report", file, "--format", "ndjson"});
  EXPECT_EQ(report.code, 0) << report.err;
  EXPECT_EQ(report.err, "");
  const auto told = report.lines();
  ASSERT_EQ(told.size(), kLines + 1U);
  for (int i = 0; i < kLines; ++i) ASSERT_EQ(told[static_cast<std::size_t>(i)]["index"], i);
  EXPECT_EQ(told.back()["total"], kLines);
}

}  // namespace
}  // namespace urlfan::resume_test
