#include "urlfan/shard.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <sstream>
#include <string>

#include "tests/support/page.h"

namespace urlfan::shard_test {
namespace {

// printf %s NAME | sha256sum | cut -c1-16, and that number modulo N, by a calculator.
TEST(Shard, TheHashIsWhatEverybodyCanCompute) {
  EXPECT_EQ(shard_of_host("example.com", 8), 6U);
  EXPECT_EQ(shard_of_host("example.com", 1000), 310U);
  EXPECT_EQ(shard_of_host("example.org", 8), 7U);
  EXPECT_EQ(shard_of_host("example.org", 1000), 863U);
  EXPECT_EQ(shard_of_host("www.example.com", 8), 1U);
  EXPECT_EQ(shard_of_host("www.example.com", 1000), 185U);
  EXPECT_EQ(shard_of_host("localhost", 8), 1U);
  EXPECT_EQ(shard_of_host("localhost", 1000), 425U);
  EXPECT_EQ(shard_of_host("127.0.0.1", 8), 5U);
  EXPECT_EQ(shard_of_host("127.0.0.1", 1000), 853U);
  EXPECT_EQ(shard_of_host("2001:db8::1", 8), 6U);
  EXPECT_EQ(shard_of_host("2001:db8::1", 1000), 430U);
  EXPECT_EQ(shard_of_host("xn--bcher-kva.example", 8), 1U);
  EXPECT_EQ(shard_of_host("xn--bcher-kva.example", 1000), 161U);
}

TEST(Shard, ThePageOfMachinesHasTheSame) {
  std::istringstream rows(page_table("docs/machines.md", "| name | of 8 | of 1000 |"));
  int count = 0;
  for (std::string row; std::getline(rows, row); ++count) {
    std::string bar;
    std::string name;
    std::uint64_t of_8 = 0;
    std::uint64_t of_1000 = 0;
    std::istringstream(row) >> bar >> name >> bar >> of_8 >> bar >> of_1000;
    name = name.substr(1, name.size() - 2);  // in backquotes
    EXPECT_EQ(shard_of_host(name, 8), of_8) << row;
    EXPECT_EQ(shard_of_host(name, 1000), of_1000) << row;
  }
  EXPECT_GE(count, 5);
}

TEST(Shard, OneShardHasAll) {
  EXPECT_EQ(shard_of_host("example.com", 1), 1U);
  EXPECT_EQ(shard_of_host("", 1), 1U);
}

TEST(Shard, HostsAreSpreadEvenly) {
  std::map<std::uint64_t, int> hosts;
  for (int i = 0; i < 8'000; ++i) ++hosts[shard_of_host("host" + std::to_string(i) + ".test", 8)];
  ASSERT_EQ(hosts.size(), 8U);
  for (const auto& [shard, count] : hosts) EXPECT_NEAR(count, 1'000, 120) << shard;
}

}  // namespace
}  // namespace urlfan::shard_test
