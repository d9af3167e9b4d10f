#include "src/list/part_of_list.h"

#include <gmock/gmock.h>
#include <poll.h>

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/requests.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::part_of_list_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::variant<Target, Error> any_target(std::string_view url) {
  if (url.starts_with("bad")) return any_url(url);
  return target(url);
}

const auto kNoLook = [] {};

class PartOfListTest : public testing::Test {
 protected:
  PartOfList open(const std::string& text, const std::optional<Shard>& shard = {}) {
    std::vector<Input> inputs;
    inputs.emplace_back(ListFile(folder.write("urls.txt", text)));
    return {std::move(inputs), {.parse_url = any_target}, Secrets(), shard};
  }

  TemporaryFolder folder;
};

/// "index:line" of each, to the end.
std::vector<std::string> read_all(PartOfList& list) {
  std::vector<std::string> all;
  while (true) {
    auto next = list.next();
    if (std::holds_alternative<Exhausted>(next)) return all;
    if (std::holds_alternative<Pending>(next)) continue;
    const auto& line = std::get<Request>(next);
    all.push_back(std::to_string(line.index.value_or(99)) + ":" + std::to_string(line.where.line));
  }
}

TEST_F(PartOfListTest, EachLineHasItsPlace) {
  PartOfList list = open("http://a.test/\n\nbad\n# no\nhttp://b.test/\n");
  EXPECT_THAT(read_all(list), ElementsAre("0:1", "1:3", "2:5"));
}

TEST_F(PartOfListTest, TheDigestIsToldAtTheEnd) {
  PartOfList list = open("http://a.test/\nhttp://b.test/\n");
  list.next();
  EXPECT_EQ(list.list()->digest, "");
  read_all(list);
  EXPECT_EQ(list.list()->digest.size(), 16U);
  EXPECT_EQ(list.list()->lines, 2U);
  EXPECT_FALSE(list.list()->shard);
}

TEST_F(PartOfListTest, EveryShardHasTheDigestOfAll) {
  const std::string text = "http://a.test/\nhttp://b.test/\nhttp://c.test/\n";
  PartOfList all = open(text);
  PartOfList part = open(text, Shard{.k = 2, .n = 2});
  read_all(all);
  read_all(part);
  EXPECT_EQ(part.list()->digest, all.list()->digest);
  EXPECT_EQ(part.list()->lines, 3U);
  EXPECT_EQ(part.list()->shard, (Shard{.k = 2, .n = 2}));
}

TEST_F(PartOfListTest, ShardsHaveEachLineOnce) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "http://host" + std::to_string(i % 20) + ".test/\nbad\n";
  for (const ShardBy by : {ShardBy::host, ShardBy::line}) {
    std::vector<int> seen(120);
    for (std::uint64_t k = 1; k <= 7; ++k) {
      PartOfList list = open(text, Shard{.k = k, .n = 7, .by = by});
      for (const auto& line : read_all(list)) ++seen[std::stoul(line)];
    }
    EXPECT_THAT(seen, testing::Each(1));
  }
}

TEST(ShardOfLine, AHostIsInOneShardWhateverItsSchemeAndPort) {
  ShardOfLine shard_of(Shard{.k = 1, .n = 1000});
  for (const char* url :
       {"http://example.com/", "https://example.com/a", "http://example.com:81/"}) {
    EXPECT_EQ(shard_of(request(url)), 310U) << url;
  }
  EXPECT_EQ(shard_of(request("http://127.0.0.1/")), 853U);
  EXPECT_EQ(shard_of(request("http://[2001:db8::1]/")), 430U);
}

TEST(ShardOfLine, ABadLineGoesByItsPlace) {
  ShardOfLine shard_of(Shard{.k = 1, .n = 10});
  Request bad = bad_request();
  bad.index = 123;
  EXPECT_EQ(shard_of(bad), 4U);
}

TEST(ShardOfLine, ByLineTheyTakeTurns) {
  ShardOfLine shard_of(Shard{.k = 1, .n = 3, .by = ShardBy::line});
  Request line = request("http://a.test/");
  std::vector<std::uint64_t> shards;
  for (std::uint64_t i = 0; i < 4; ++i) {
    line.index = i;
    shards.push_back(shard_of(line));
  }
  EXPECT_THAT(shards, ElementsAre(1, 2, 3, 1));
}

TEST_F(PartOfListTest, WhatIsDoneIsLeftOut) {
  PartOfList list = open("http://a.test/\nhttp://b.test/\nhttp://c.test/\n");
  list.leave_out({true, false});
  EXPECT_THAT(read_all(list), ElementsAre("1:2", "2:3"));
}

TEST_F(PartOfListTest, AListIsReadOnceMoreFromItsStart) {
  PartOfList list = open("http://a.test/\nbad\nhttp://c.test/\n", Shard{.k = 1, .n = 1});
  list.get_to_know(kNoLook);
  EXPECT_EQ(list.outline().lines, 3U);
  EXPECT_EQ(list.outline().checkpoints.size(), 3U);
  EXPECT_EQ(list.lines_of_shard(), 3U);
  EXPECT_EQ(list.find(1)->line, 2U);
  EXPECT_FALSE(list.find(3));
  EXPECT_EQ(list.list()->lines, 3U) << "it is known before anything is fetched";
  EXPECT_THAT(read_all(list), ElementsAre("0:1", "1:2", "2:3"));
}

TEST_F(PartOfListTest, AnEmptyListIsKnownAsWell) {
  PartOfList list = open("# nothing\n");
  list.get_to_know(kNoLook);
  EXPECT_EQ(list.outline().lines, 0U);
  EXPECT_THAT(read_all(list), IsEmpty());
}

TEST_F(PartOfListTest, AListThatChangesInBetweenIsNotReadOn) {
  PartOfList list = open("http://a.test/\nhttp://b.test/\n");
  list.get_to_know(kNoLook);
  std::ofstream(folder.path("urls.txt")) << "http://a.test/\nhttp://x.test/\n";
  list.next();
  EXPECT_FALSE(list.has_changed());
  EXPECT_THROW(list.next(), std::runtime_error);
  EXPECT_TRUE(list.has_changed());
}

TEST_F(PartOfListTest, AListThatIsCutInBetweenIsNotComplete) {
  PartOfList list = open("http://a.test/\nhttp://b.test/\n");
  list.get_to_know(kNoLook);
  std::ofstream(folder.path("urls.txt")) << "http://a.test/\n";
  list.next();
  EXPECT_THROW(list.next(), std::runtime_error);
}

TEST_F(PartOfListTest, ManyThatAreLeftOutDoNotHoldUpTheCoordinator) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "http://a.test/\n";
  PartOfList list = open(text + "http://b.test/\n");
  list.leave_out(std::vector<bool>(5000, true));
  int pauses = 0;
  auto next = list.next();
  for (; std::holds_alternative<Pending>(next); next = list.next()) {
    pollfd ear{list.wait_fd(), POLLIN, 0};
    ASSERT_EQ(poll(&ear, 1, 0), 1) << "there is nothing to wait for";
    ++pauses;
  }
  EXPECT_GE(pauses, 4);
  EXPECT_EQ(std::get<Request>(next).index, 5000U);
}

TEST_F(PartOfListTest, WhatVariablesStandForIsNotInTheDigest) {
  const auto digest_with = [&](const std::string& token) {
    std::vector<Input> inputs;
    inputs.emplace_back(ListFile(folder.write("urls.txt", "http://a.test/?k=${T}\n")));
    LineRules rules{.parse_url = any_target};
    rules.variables = [token](const std::string&) { return std::optional(token); };
    PartOfList list(std::move(inputs), rules, Secrets());
    read_all(list);
    return list.list()->digest;
  };
  EXPECT_EQ(digest_with("s3cret-1"), digest_with("other-one"));
}

}  // namespace
}  // namespace urlfan::part_of_list_test
