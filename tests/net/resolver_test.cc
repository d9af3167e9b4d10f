#include "src/net/resolver.h"

#include <gmock/gmock.h>
#include <poll.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace urlfan::resolver_test {
namespace {

using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;

// Only what is answered without a name server: addresses, and localhost from /etc/hosts. Names that
// a name server is asked for are in e2e/names_test.cc, in a network of their own.

class ResolverTest : public testing::Test {
 protected:
  bool rings(int milliseconds) const {
    pollfd ear{bell->fd(), POLLIN, 0};
    return poll(&ear, 1, milliseconds) == 1;
  }

  std::shared_ptr<const Wakeup> bell = std::make_shared<const Wakeup>();
  Resolver resolver{AddressFamily::any, bell};

  /// The answers to so many lookups, by name.
  std::map<std::string, Lookup> collect(std::size_t count);
};

std::map<std::string, Lookup> ResolverTest::collect(std::size_t count) {
  std::map<std::string, Lookup> all;
  while (all.size() < count) {
    EXPECT_TRUE(rings(-1));
    bell->clear();
    for (auto& lookup : resolver.take()) {
      const std::string name = lookup.name;
      all.emplace(name, std::move(lookup));
    }
  }
  return all;
}

TEST_F(ResolverTest, AnswersEachNameOnceWithItsAddresses) {
  std::vector<std::string> names{"localhost"};
  for (int i = 1; i < 100; ++i) names.push_back("127.0.0." + std::to_string(i));
  for (const auto& name : names) resolver.look_up(name);
  const auto answers = collect(names.size());
  EXPECT_EQ(answers.size(), names.size());
  EXPECT_EQ(answers.at("127.0.0.77").addresses, "127.0.0.77");
  EXPECT_THAT(answers.at("localhost").addresses, AnyOf(HasSubstr("127.0.0.1"), Eq("[::1]")));
  EXPECT_THAT(resolver.take(), IsEmpty());
  EXPECT_FALSE(rings(0)) << "nothing left to take, so silent";
}

TEST_F(ResolverTest, WritesIpv6AsLibcurlReadsIt) {
  resolver.look_up("::1");
  EXPECT_EQ(collect(1).at("::1").addresses, "[::1]");
}

TEST_F(ResolverTest, SaysWhyANameHasNoAddress) {
  const std::string name = "not a name";  // refused before any name server is asked
  resolver.look_up(name);
  const auto answers = collect(1);
  ASSERT_TRUE(answers.at(name).error);
  EXPECT_EQ(answers.at(name).error->code, ErrorCode::dns_failed);
  EXPECT_THAT(answers.at(name).error->message, HasSubstr("not a name"));
  EXPECT_EQ(answers.at(name).addresses, "");
}

TEST_F(ResolverTest, MayDieBeforeItsLookupsEnd) {
  for (int i = 0; i < 20; ++i) {
    Resolver mortal(AddressFamily::any, bell);
    for (int j = 0; j < 10; ++j) mortal.look_up("127.0.0.1");
  }
}

}  // namespace
}  // namespace urlfan::resolver_test
