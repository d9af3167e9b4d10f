#include "src/net/address.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

namespace urlfan::address_test {
namespace {

TEST(Address, AListIsReadAsItIsWritten) {
  const auto all = parse_addresses("192.0.2.7,[2001:db8::7],nonsense,::1");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].family(), AF_INET);
  EXPECT_EQ(to_list_text(all[0]), "192.0.2.7");
  EXPECT_EQ(to_list_text(all[1]), "[2001:db8::7]");
  EXPECT_EQ(to_text(all[2]), "::1");
  EXPECT_THAT(parse_addresses(""), testing::IsEmpty());
}

TEST(Address, ALinkLocalOneKeepsItsInterface) {
  const auto all = parse_addresses("[fe80::1%lo],[fe80::1]");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(to_list_text(all[0]), "[fe80::1%lo]");
  EXPECT_FALSE(same_host(all[0], all[1])) << "one interface is not another";
}

TEST(Address, IsTheSameOnAnyPort) {
  auto one = parse_addresses("[2001:db8::7]").front();
  const Address other = one;
  one.set_port(443);
  EXPECT_EQ(one.port(), 443);
  EXPECT_TRUE(same_host(one, other));
}

}  // namespace
}  // namespace urlfan::address_test
