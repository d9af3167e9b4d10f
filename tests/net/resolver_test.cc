#include "src/net/resolver.h"

#include <gmock/gmock.h>
#include <poll.h>

#include <map>
#include <string>
#include <vector>

namespace urlfan {
namespace {

using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;

// Only what is answered without a name server: addresses, and localhost from /etc/hosts. Names that
// a name server is asked for are in e2e/names_test.cc, in a network of their own.

/// The answers to so many lookups, by name.
std::map<std::string, Lookup> collect(Resolver& resolver, std::size_t count) {
  std::map<std::string, Lookup> all;
  while (all.size() < count) {
    pollfd ear{resolver.fd(), POLLIN, 0};
    poll(&ear, 1, -1);
    for (auto& lookup : resolver.take()) {
      const std::string name = lookup.name;
      all.emplace(name, std::move(lookup));
    }
  }
  return all;
}

TEST(Resolver, AnswersEachNameOnceWithItsAddresses) {
  Resolver resolver;
  std::vector<std::string> names{"localhost"};
  for (int i = 1; i < 100; ++i) names.push_back("127.0.0." + std::to_string(i));
  for (const auto& name : names) resolver.look_up(name);
  const auto answers = collect(resolver, names.size());
  EXPECT_EQ(answers.size(), names.size());
  EXPECT_EQ(answers.at("127.0.0.77").addresses, "127.0.0.77");
  EXPECT_THAT(answers.at("localhost").addresses, AnyOf(HasSubstr("127.0.0.1"), Eq("[::1]")));
  EXPECT_THAT(resolver.take(), IsEmpty());
  pollfd ear{resolver.fd(), POLLIN, 0};
  EXPECT_EQ(poll(&ear, 1, 0), 0) << "nothing left to take, so silent";
}

TEST(Resolver, WritesIpv6AsLibcurlReadsIt) {
  Resolver resolver;
  resolver.look_up("::1");
  EXPECT_EQ(collect(resolver, 1).at("::1").addresses, "[::1]");
}

TEST(Resolver, SaysWhyANameHasNoAddress) {
  Resolver resolver;
  const std::string name = "not a name";  // refused before any name server is asked
  resolver.look_up(name);
  const auto answers = collect(resolver, 1);
  ASSERT_TRUE(answers.at(name).error);
  EXPECT_EQ(answers.at(name).error->code, ErrorCode::dns_failed);
  EXPECT_THAT(answers.at(name).error->message, HasSubstr("not a name"));
  EXPECT_EQ(answers.at(name).addresses, "");
}

TEST(Resolver, MayDieBeforeItsLookupsEnd) {
  for (int i = 0; i < 20; ++i) {
    Resolver resolver;
    for (int j = 0; j < 10; ++j) resolver.look_up("127.0.0.1");
  }
}

}  // namespace
}  // namespace urlfan
