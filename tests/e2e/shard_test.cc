#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>

#include "tests/e2e/cli.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::shard_test {
namespace {

using testing::HasSubstr;

constexpr const char* kThreeHosts =
    "https://example.com/\nhttp://example.org:81/\nhttp://example.com/a\nhttp://localhost/\n";

TEST(Shard, ADryRunTellsWhoGoesWhere) {
  const Outcome run = run_urlfan({"--dry-run", "--shard", "6/8"}, kThreeHosts);
  const Json requests = run.document()["requests"];
  ASSERT_EQ(requests.size(), 4U) << "all of them";
  EXPECT_EQ(requests[0]["shard"], 6);
  EXPECT_EQ(requests[1]["shard"], 7);
  EXPECT_EQ(requests[2]["shard"], 6);
  EXPECT_EQ(requests[3]["shard"], 1);
  EXPECT_EQ(run.code, 0);
}

TEST(Shard, WithoutShardsADryRunTellsNone) {
  const Outcome run = run_urlfan({"--dry-run"}, kThreeHosts);
  EXPECT_TRUE(run.document()["requests"][0]["shard"].is_null());
}

TEST(Shard, AllShardsTogetherHaveEachLineOnce) {
  const Nginx nginx;
  std::string list;
  for (int i = 0; i < 40; ++i) {
    list += (i % 2 == 0 ? nginx.url("/ok")
                        : "http://localhost:" + std::to_string(nginx.port()) + "/ok") +
            "\n";
  }
  for (const std::string by : {"host", "line"}) {
    std::multiset<int> seen;
    std::set<std::string> digests;
    std::map<std::string, std::set<int>> shards_of;
    for (int k = 1; k <= 3; ++k) {
      const Outcome run = run_urlfan({"--shard", std::to_string(k) + "/3", "--shard-by", by}, list);
      EXPECT_EQ(run.code, 0) << run.err;
      const Json document = run.document();
      for (const auto& result : document["results"]) {
        seen.insert(result["index"].get<int>());
        shards_of[result["url"].get<std::string>()].insert(k);
      }
      const Json told = document["summary"]["list"];
      EXPECT_EQ(told["lines"], 40);
      EXPECT_EQ(told["shard"], Json({{"k", k}, {"n", 3}, {"by", by}, {"hash", "sha256-64"}}));
      digests.insert(told["digest"].get<std::string>());
    }
    EXPECT_EQ(digests.size(), 1U);
    for (const auto& [url, shards] : shards_of) EXPECT_EQ(shards.size(), by == "host" ? 1U : 3U);
    EXPECT_EQ(seen.size(), 40U);
    EXPECT_EQ(std::set<int>(seen.begin(), seen.end()).size(), 40U);
  }
}

TEST(Shard, OneWithoutLinesIsASuccessAndSaysOfWhichListItIs) {
  const Outcome run = run_urlfan({"--shard", "2/8"}, "http://example.com/\n");
  EXPECT_EQ(run.code, 0) << run.err;
  const Json summary = run.document()["summary"];
  EXPECT_EQ(summary["total"], 0);
  EXPECT_EQ(summary["list"]["lines"], 1);
  EXPECT_EQ(run_urlfan({"--shard", "2/8"}, "").code, 2) << "the whole list is empty";
}

TEST(Shard, ABadLineIsInOneOfThemAndChangesNoExit) {
  const std::string list = "http://\n";
  const Outcome first = run_urlfan({"--shard", "1/2"}, list);
  EXPECT_EQ(first.document()["results"].size(), 1U);
  EXPECT_EQ(first.code, 0);
  const Outcome second = run_urlfan({"--shard", "2/2"}, list);
  EXPECT_EQ(second.document()["results"].size(), 0U);
  EXPECT_EQ(second.code, 0);
}

TEST(Shard, ARunOfAllLinesTellsItsListToo) {
  const Nginx nginx;
  const Outcome run = run_urlfan({nginx.url("/ok")});
  const Json list = run.document()["summary"]["list"];
  EXPECT_EQ(list["lines"], 1);
  EXPECT_EQ(list["digest"].get<std::string>().size(), 16U);
  EXPECT_TRUE(list["shard"].is_null());
}

TEST(Shard, WhatIsNoShardIsRefused) {
  for (const char* text : {"0/3", "4/3", "3", "1/0", "a/b", "1/3/5", "-1/3", "/", ""}) {
    const Outcome run = run_urlfan({std::string("--shard=") + text}, kThreeHosts);
    EXPECT_EQ(run.code, 2) << text;
    EXPECT_THAT(run.err, HasSubstr("K/N such as 3/8, with K from 1 to N")) << text;
  }
  EXPECT_THAT(run_urlfan({"--shard-by", "line"}, kThreeHosts).err,
              HasSubstr("--shard-by needs --shard"));
  EXPECT_THAT(
      run_urlfan({"--dry-run"}, kThreeHosts, {.environment = {{"URLFAN_SHARD", "9/8"}}}).err,
      HasSubstr("URLFAN_SHARD: "));
}

}  // namespace
}  // namespace urlfan::shard_test
