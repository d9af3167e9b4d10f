#include "src/net/address_filter.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>
#include <utility>
#include <vector>

namespace urlfan::address_filter_test {
namespace {

TEST(AddressFilter, EndsOfTheRangesAreInThem) {
  for (const char* address : {"0.0.0.0",
                              "0.255.255.255",
                              "10.0.0.0",
                              "10.255.255.255",
                              "100.64.0.0",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.0.0",
                              "169.254.169.254",
                              "172.16.0.0",
                              "172.31.255.255",
                              "192.0.0.0",
                              "192.0.0.255",
                              "192.0.2.1",
                              "192.88.99.1",
                              "192.168.0.0",
                              "192.168.255.255",
                              "198.18.0.0",
                              "198.19.255.255",
                              "198.51.100.7",
                              "203.0.113.255",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.0",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::7f00:1",
                              "::ffff:127.0.0.1",
                              "::ffff:8.8.8.8",
                              "64:ff9b::808:808",
                              "64:ff9b:1::1",
                              "64:ff9c::1",
                              "100::1",
                              "2001::1",
                              "2001:1ff:ffff::1",
                              "2001:db8::1",
                              "2002:7f00:1::",
                              "2002:808:808::1",
                              "3fff::1",
                              "3fff:fff::1",
                              "4000::1",
                              "5f00::1",
                              "fc00::1",
                              "fdff::1",
                              "fe80::1",
                              "fe80::1%lo",
                              "febf::1",
                              "fec0::1",
                              "ff02::1"}) {
    EXPECT_TRUE(why_not_public(std::string(address))) << address;
  }
}

TEST(AddressFilter, WhatLiesBesideThemIsPublic) {
  for (const char* address :
       {"1.0.0.0",         "9.255.255.255",   "11.0.0.0",       "100.63.255.255",
        "100.128.0.0",     "126.255.255.255", "128.0.0.0",      "169.253.255.255",
        "169.255.0.0",     "172.15.255.255",  "172.32.0.0",     "191.255.255.255",
        "192.0.1.0",       "192.0.3.0",       "192.88.98.255",  "192.88.100.0",
        "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",
        "198.51.99.255",   "198.51.101.0",    "203.0.112.255",  "203.0.114.0",
        "223.255.255.255", "8.8.8.8",         "2001:200::1",    "2001:4860:4860::8888",
        "2001:db7::1",     "2001:db9::1",     "2003::1",        "2606:4700::1",
        "3ffe::1",         "3fff:1000::1"}) {
    EXPECT_FALSE(why_not_public(std::string(address))) << address;
  }
}

TEST(AddressFilter, WhatIsNoAddressIsNotPublic) {
  for (const char* text : {"", "a.test", "127.1", "/run/socket", "1.2.3.4.5", "[::1]"}) {
    EXPECT_TRUE(why_not_public(std::string(text))) << text;
  }
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  sockaddr generic{};
  std::memcpy(&generic, &local, sizeof generic);
  EXPECT_TRUE(why_not_public(generic));
}

TEST(AddressFilter, LooksAtSocketAddressesTheSameWay) {
  for (const auto& [text, is_public] :
       std::vector<std::pair<const char*, bool>>{{"127.0.0.1", false}, {"9.9.9.9", true}}) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    inet_pton(AF_INET, text, &in.sin_addr);
    EXPECT_EQ(!why_not_public(reinterpret_cast<const sockaddr&>(in)), is_public) << text;
  }
  for (const auto& [text, is_public] :
       std::vector<std::pair<const char*, bool>>{{"::1", false}, {"2620:fe::9", true}}) {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    inet_pton(AF_INET6, text, &in.sin6_addr);
    EXPECT_EQ(!why_not_public(reinterpret_cast<const sockaddr&>(in)), is_public) << text;
  }
}

}  // namespace
}  // namespace urlfan::address_filter_test
