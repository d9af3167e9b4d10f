// Little of everything a run needs: descriptors, disk, a reader, time.

#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>
#include <sstream>
#include <string>
#include <thread>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::endurance_test {
namespace {

using testing::HasSubstr;

/// A list of `count` lines, of which every tenth fails.
std::string many(const Nginx& nginx, int count) {
  std::string list;
  for (int i = 0; i < count; ++i) {
    list += nginx.url(i % 10 == 9 ? "/status/404" : "/ok") + "?" + std::to_string(i) + "\n";
  }
  return list;
}

/// That each index from 0 on is there once, and that the summary counts them. How many there are.
std::size_t require_whole(const std::vector<Json>& results, const Json& summary) {
  std::vector<int> seen(results.size());
  for (const auto& result : results) {
    const auto index = result["index"].get<std::size_t>();
    EXPECT_LT(index, seen.size()) << "a line before it is lost";
    if (index < seen.size()) ++seen[index];
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<std::ptrdiff_t>(seen.size()));
  EXPECT_EQ(summary["total"], results.size());
  return results.size();
}

std::size_t require_whole(const std::string& document) {
  const Json parsed = Json::parse(document);
  return require_whole(parsed["results"].get<std::vector<Json>>(), parsed["summary"]);
}

TEST(Endurance, SixtyFourDescriptorsAreEnough) {
  const Nginx nginx;
  const Outcome run =
      run_urlfan({"-c", "500", "--per-host", "0"}, many(nginx, 2000), {.descriptors = 64});
  EXPECT_EQ(require_whole(run.out), 2000U);
  EXPECT_EQ(run.document()["summary"]["by_error"], Json({{"http_status", 200}}));
  EXPECT_THAT(run.err, HasSubstr("--concurrency 500 is cut to"));
  EXPECT_EQ(run.code, 1);
}

TEST(Endurance, SixtyFourDescriptorsAreEnoughForSavedBodies) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const Outcome run = run_urlfan({"-c", "500", "--per-host", "0", "--save-dir", folder.path()},
                                 many(nginx, 2000), {.descriptors = 64});
  EXPECT_EQ(require_whole(run.out), 2000U);
  EXPECT_EQ(run.document()["summary"]["by_error"], Json({{"http_status", 200}}));
}

/// Put before a command: `folder` is on a disk with room for 64 KiB.
std::vector<std::string> small_disk(const std::string& folder) {
  return {"unshare",
          "--map-root-user",
          "--mount",
          "sh",
          "-c",
          "mount -t tmpfs -o size=64k none " + folder + " && { \"$@\"; code=$?; ls -A " + folder +
              " >&2; exit $code; }",
          "sh"};
}

TEST(Endurance, AFullDiskIsSaidAndNothingHalfDoneStays) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string out = folder.path("out.json");
  const Outcome run =
      run_urlfan({"-o", out}, many(nginx, 2000), {.arguments = small_disk(folder.path())});
  EXPECT_EQ(run.code, 5);
  EXPECT_THAT(run.err, HasSubstr("cannot write " + out + ": No space left on device"));
  EXPECT_THAT(run.err, testing::Not(HasSubstr("out.json\n"))) << "the folder is empty";
  EXPECT_EQ(run.out, "");
}

TEST(Endurance, AReportThatFindsNoDiskDoesNotHurtTheResults) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const Outcome run = run_urlfan({"--report", "json=" + folder.path("report.json"), "--report",
                                  "tap=" + folder.path("small.tap"), "--show", "failed"},
                                 many(nginx, 2000), {.arguments = small_disk(folder.path())});
  const Json document = run.document();
  EXPECT_EQ(document["results"].size(), 200U);
  EXPECT_EQ(document["summary"]["total"], 2000);
  EXPECT_EQ(document["summary"]["exit_code"], 5);
  EXPECT_EQ(run.code, 5);
  EXPECT_THAT(run.err, HasSubstr("report.json: No space left on device"));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Endurance, APageAHarAndACsvAreWrittenAsTheRunGoes) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const std::string list = many(nginx, 20'000);
  const auto peak = [&](std::vector<std::string> options) {
    options.insert(options.end(), {"--format", "none", "-qq", "--per-host", "0"});
    const Outcome run = run_urlfan(options, list);
    EXPECT_EQ(run.code, 1);
    return run.peak_memory;
  };
  const long without = peak({});
  const long with =
      peak({"--report", "html=" + folder.path("a.html"), "--report", "har=" + folder.path("a.har"),
            "--report", "csv=" + folder.path("a.csv")});
  EXPECT_GT(std::filesystem::file_size(folder.path("a.har")), 12U << 20U);
  EXPECT_LT(with - without, 8 * 1024);
}
#endif

TEST(Endurance, BodiesThatFindNoDiskAreFailuresOfTheirLines) {
  const Nginx nginx;
  const TemporaryFolder folder;
  const Outcome run = run_urlfan({"-c", "1", "--save-dir", folder.path(), nginx.url("/ok"),
                                  nginx.url("/big"), nginx.url("/file")},
                                 {}, {.arguments = small_disk(folder.path())});
  const Json results = run.document()["results"];
  EXPECT_TRUE(results[0]["ok"]);
  EXPECT_EQ(results[1]["error"]["code"], "save_failed") << results[1]["error"];
  EXPECT_THAT(results[1]["error"]["message"], HasSubstr("No space left on device"));
  EXPECT_EQ(results[1]["saved_to"], nullptr);
  EXPECT_TRUE(results[2]["ok"]) << "what was half done makes room again";
  EXPECT_EQ(run.code, 5);
  EXPECT_EQ(run.document()["summary"]["exit_code"], 5);
}

TEST(Endurance, AReaderThatPausesForFiveSecondsLosesNothing) {
  const Nginx nginx;
  Process process({.arguments = urlfan_command({"--format", "ndjson", "-c", "200"})});
  std::thread writer([&] {
    process.write(many(nginx, 20'000));
    process.close_input();
  });
  ASSERT_TRUE(process.read_until([](const Process& each) { return !each.out().empty(); }));
  std::this_thread::sleep_for(std::chrono::seconds(5));
  process.read_until([](const Process&) { return false; }, std::chrono::seconds(100));
  writer.join();
  EXPECT_EQ(process.wait(), 1);
  std::vector<Json> results;
  std::istringstream out(process.out());
  for (std::string line; std::getline(out, line);) results.push_back(Json::parse(line));
  ASSERT_FALSE(results.empty());
  const Json summary = results.back();
  results.pop_back();
  EXPECT_EQ(require_whole(results, summary), 20'000U);
  EXPECT_EQ(summary["by_error"], Json({{"http_status", 2000}}));
}

TEST(Endurance, FiftyInterruptsAtAnyMomentLeaveAWholeDocument) {
  const Nginx nginx;
  const FaultServer faults;
  const TemporaryFolder folder;
  const std::string list = many(nginx, 300) + faults.url("/silent") + "\n" + many(nginx, 300) +
                           faults.url("/drip") + "\n" + many(nginx, 3000);
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int stopped = 0;
  for (int i = 0; i < 50; ++i) {
    std::uniform_int_distribution<int> moment(0, i % 2 == 0 ? 150'000 : 15'000);
    const std::string saved = folder.path("bodies");
    const std::string out = folder.path("out.json");
    Process process({.arguments = urlfan_command(
                         {"--timeout", "2s", "--save-dir", saved, "-o", out, "-c", "50"})});
    std::thread writer([&] {
      process.write(list);
      process.close_input();
    });
    // Every other one while the program begins, which is short. The others once the run has its
    // output under a name for the time being, however long that takes.
    const auto has_begun = [&](const Process&) {
      const std::filesystem::directory_iterator all(folder.path());
      return std::any_of(begin(all), end(all),
                         [](const auto& file) { return file.path().filename() != "bodies"; });
    };
    EXPECT_TRUE(i % 2 != 0 || process.read_until(has_begun)) << process.err();
    std::this_thread::sleep_for(std::chrono::microseconds(moment(random)));
    process.signal(SIGINT);
    process.read_until([](const Process&) { return false; });
    writer.join();  // before wait, which closes the input, too
    ASSERT_EQ(process.wait(), 130) << process.err();
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
      const std::string name = file.path().filename();
      ASSERT_TRUE(name == "bodies" || name == "out.json") << "half done: " << file.path();
    }
    if (std::filesystem::exists(saved)) {
      for (const auto& file : std::filesystem::directory_iterator(saved)) {
        ASSERT_EQ(file.path().filename().string().size(), 64U) << "half done: " << file.path();
      }
    }
    // So early that the run had not begun.
    if (!std::filesystem::exists(out)) continue;
    ++stopped;
    require_whole(read_file(out));
    std::filesystem::remove(out);
  }
  EXPECT_GT(stopped, 0);
}

}  // namespace
}  // namespace urlfan::endurance_test
