#include <gmock/gmock.h>
#include <unistd.h>

#include <set>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"

namespace urlfan::concurrency_test {
namespace {

TEST(Concurrency, FiveThousandMixedLinesComeBackOnceEachAndInOrder) {
  const Nginx nginx;
  const FaultServer faults;
  const RefusingPort refused;
  const std::vector<std::string> kinds{
      nginx.url("/ok"),
      nginx.url("/redirect"),
      nginx.url("/missing"),
      "no such:line",
      nginx.url("/status/503"),
      "http://127.0.0.1:" + std::to_string(refused.number()),
      nginx.url("/drop"),
      faults.url("/reset"),
      "HEAD " + nginx.url("/file"),
      "ftp://127.0.0.1/",
      nginx.url("/gzip"),
      faults.url("/shorter-body"),
  };
  std::string list;
  constexpr std::size_t kLines = 5000;
  for (std::size_t i = 0; i < kLines; ++i) list += kinds[i % kinds.size()] + "\n";
  for (const char* threads : {"1", "4"}) {
    SCOPED_TRACE(threads);
    // The 503s slow their host down; here that must not take long.
    const Outcome run = run_urlfan(
        {"--threads", threads, "-c", "200", "--per-host", "50", "--retry-wait", "1ms"}, list);
    const Json document = run.document();
    ASSERT_EQ(document["results"].size(), kLines);
    for (std::size_t i = 0; i < kLines; ++i) {
      ASSERT_EQ(document["results"][i]["index"], i);
      ASSERT_EQ(document["results"][i]["line"], i + 1);
      const bool ok = document["results"][i]["ok"];
      const std::size_t kind = i % kinds.size();
      EXPECT_EQ(ok, kind == 0 || kind == 1 || kind == 8 || kind == 10)
          << document["results"][i].dump();
    }
  }
}

TEST(Concurrency, TheLimitPerHostHoldsAtTheServer) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 60; ++i) list += nginx.url("/slow?" + std::to_string(i)) + "\n";
  for (const char* threads : {"1", "2", "8"}) {
    const std::size_t before = nginx.log().size();
    EXPECT_EQ(run_urlfan({"--per-host", "3", "--threads", threads}, list).code, 0);
    // More connections than slots would mean more at once: the answers are slow enough.
    std::set<std::string> connections;
    const auto log = nginx.log_of(before + 60);
    for (std::size_t i = before; i < log.size(); ++i) {
      connections.insert(log[i].substr(log[i].rfind(' ')));
    }
    EXPECT_EQ(connections.size(), 3U) << threads;
  }
}

TEST(Concurrency, OneThreadThatMovesBytesIsEnoughWhereTheMachineHasNoMore) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 300; ++i) list += nginx.url("/ok?" + std::to_string(i)) + "\n";
#ifdef __SANITIZE_THREAD__
  const char* threads = "--nproc=3:3";  // the sanitizer has one of its own
#else
  const char* threads = "--nproc=2:2";
#endif
  // The limit does not hold for root, and counts all that a user runs: so a user who runs nothing.
  std::vector<std::string> alone{"unshare", "--user"};
  if (geteuid() == 0) alone = {"setpriv", "--reuid=64321", "--clear-groups"};
  alone.insert(alone.end(), {"prlimit", threads});
  const Outcome run =
      run_urlfan({"--threads", "3", "-c", "300", "--per-host", "0"}, list, {.arguments = alone});
  EXPECT_EQ(run.code, 0) << run.err;
}

TEST(Concurrency, AFullHostDoesNotHoldUpTheOthers) {
  const Nginx nginx;
  const FaultServer faults;
  std::string list;
  for (int i = 0; i < 200; ++i) list += faults.url("/silent") + "\n";
  list += nginx.url("/ok") + "\n";
  Process process({.arguments = urlfan_command({"--format", "ndjson"})});
  process.write(list);
  ASSERT_TRUE(process.read_until([](const Process& p) { return !p.out().empty(); }));
  EXPECT_EQ(Json::parse(process.out())["index"], 200);
}

TEST(Concurrency, IsCutToTheDescriptorsThatThereAre) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 500; ++i) list += nginx.url("/ok?" + std::to_string(i)) + "\n";
  const Outcome run = run_urlfan({"-c", "400", "--per-host", "0"}, list, {.descriptors = 64});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.document()["summary"]["ok"], 500);
  EXPECT_THAT(run.err, testing::HasSubstr("--concurrency 400 is cut to"));
}

TEST(Concurrency, ConnectionsThatAreKeptTakeNoDescriptorFromOthers) {
  const Nginx nginx;
  std::string list;
  for (int host = 0; host < 8; ++host) {
    for (int line = 0; line < 18; ++line) {
      list +=
          "http://h" + std::to_string(host) + ".test:" + std::to_string(nginx.port()) + "/slow\n";
    }
  }
  // For 18 in flight; each of these hosts would leave 18 connections behind.
  const Outcome run = run_urlfan({"--format", "ndjson", "--per-host", "0", "--resolve",
                                  "*:" + std::to_string(nginx.port()) + ":127.0.0.1"},
                                 list, {.descriptors = 60});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.lines().back()["ok"], 8 * 18) << run.lines().back();
}

}  // namespace
}  // namespace urlfan::concurrency_test
