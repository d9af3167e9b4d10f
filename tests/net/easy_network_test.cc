#include "src/net/easy_network.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urlfan::easy_network_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

ClientConfig without_proxy() {
  ClientConfig config;
  config.proxy = "";  // whatever the environment of the tests says
  return config;
}

/// What was wrong with it; empty: nothing.
std::string refusal(void (*require)(const ClientConfig&), const ClientConfig& config) {
  try {
    require(config);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

/// Of "scheme://name:port".
Origin origin_of(std::string_view key) {
  const auto name = key.find("://") + 3;
  const auto colon = key.rfind(':');
  return {key.substr(0, name - 3), key.substr(name, colon - name),
          static_cast<std::uint16_t>(std::stoi(std::string(key.substr(colon + 1))))};
}

std::string addresses(const ClientConfig& config, std::string_view key) {
  const std::string* found = fixed_addresses(config, origin_of(key));
  return found == nullptr ? "none" : *found;
}

TEST(FixedAddresses, AreThoseOfTheWholeNameAndThePort) {
  const ClientConfig config{
      .fixed_addresses = {{.name = "a.test", .port = 80, .addresses = "192.0.2.1"}}};
  EXPECT_EQ(addresses(config, "http://a.test:80"), "192.0.2.1");
  EXPECT_EQ(addresses(config, "https://a.test:80"), "192.0.2.1");
  for (const char* other : {"http://a.test:8080", "http://a.test:180", "https://a.test:443",
                            "http://aa.test:80", "http://b.a.test:80", "http://test:80"}) {
    EXPECT_EQ(addresses(config, other), "none") << other;
  }
}

TEST(FixedAddresses, OfAStarAreOfEveryNameOnThatPort) {
  const ClientConfig config{
      .fixed_addresses = {{.name = "*", .port = 80, .addresses = "192.0.2.1"}}};
  EXPECT_EQ(addresses(config, "http://a.test:80"), "192.0.2.1");
  EXPECT_EQ(addresses(config, "http://a.test:180"), "none");
  EXPECT_EQ(addresses(config, "https://a.test:443"), "none");
}

TEST(FixedAddresses, OfTheNameComeBeforeThoseOfAStarAndTheLastBeforeTheFirst) {
  const ClientConfig config{
      .fixed_addresses = {{.name = "a.test", .port = 80, .addresses = "192.0.2.1"},
                          {.name = "a.test", .port = 80, .addresses = "192.0.2.2,192.0.2.3"},
                          {.name = "*", .port = 80, .addresses = "192.0.2.4"},
                          {.name = "*", .port = 80, .addresses = "192.0.2.5"}}};
  EXPECT_EQ(addresses(config, "http://a.test:80"), "192.0.2.2,192.0.2.3");
  EXPECT_EQ(addresses(config, "http://b.test:80"), "192.0.2.5");
}

TEST(Connections, GoElsewhereByAProxyASocketOrARule) {
  EXPECT_FALSE(goes_elsewhere(without_proxy()));
  const auto with = [](const std::function<void(ClientConfig&)>& change) {
    ClientConfig config = without_proxy();
    change(config);
    return goes_elsewhere(config);
  };
  EXPECT_TRUE(with([](auto& config) { config.proxy = "127.0.0.1:3128"; }));
  EXPECT_TRUE(with([](auto& config) { config.unix_socket = "/run/docker.sock"; }));
  EXPECT_TRUE(with([](auto& config) { config.connect_to = {"a.test:80:b.test:80"}; }));
  EXPECT_FALSE(with([](auto& config) { config.interface = "lo"; }));
  EXPECT_FALSE(with([](auto& config) {
    config.fixed_addresses = {{.name = "a.test", .port = 80, .addresses = "192.0.2.1"}};
  }));
}

TEST(ConnectTo, LeadsWhatItsRuleIsFor) {
  const auto led = [](std::vector<std::string> rules, std::string_view place) {
    ClientConfig config;
    config.connect_to = std::move(rules);
    return std::string(led_to(config, origin_of("http://" + std::string(place))).authority());
  };
  const std::string here = "a.test:80";
  EXPECT_EQ(led({}, here), here);
  EXPECT_EQ(led({"a.test:80:b.test:81"}, here), "b.test:81");
  EXPECT_EQ(led({"A.Test:80:B.Test:81"}, here), "b.test:81");
  EXPECT_EQ(led({"a.test::b.test:81"}, here), "b.test:81");
  EXPECT_EQ(led({":80:b.test:81"}, here), "b.test:81");
  EXPECT_EQ(led({"::b.test:81"}, here), "b.test:81");
  EXPECT_EQ(led({"::[::1]:81"}, here), "[::1]:81");
  EXPECT_EQ(led({"[::1]:80:b.test:81"}, "[::1]:80"), "b.test:81");
  for (const char* other : {"b.test:80:c.test:81", "a.test:8:c.test:81", ":8:c.test:81",
                            "a.tes:80:c.test:81", "test:80:c.test:81"}) {
    EXPECT_EQ(led({other}, here), here) << other;
  }
}

TEST(ConnectTo, LeavesWhatItsRuleDoesNotSay) {
  const auto led = [](std::vector<std::string> rules) {
    ClientConfig config;
    config.connect_to = std::move(rules);
    return std::string(led_to(config, origin_of("https://a.test:80")).authority());
  };
  EXPECT_EQ(led({"::b.test:"}), "b.test:80");
  EXPECT_EQ(led({":::81"}), "a.test:81");
  EXPECT_EQ(led({"::b.test:81", "::c.test:82"}), "b.test:81") << "the first counts";
  EXPECT_EQ(led({":::", "::c.test:82"}), "c.test:82");
}

TEST(UnixSocket, HasAPathThatTheSystemTakes) {
  const auto problem = [](std::string path) {
    ClientConfig config;
    config.unix_socket = std::move(path);
    return refusal(require_unix_socket, config);
  };
  EXPECT_EQ(problem(""), "");
  EXPECT_EQ(problem(std::string(107, 's')), "");
  EXPECT_EQ(problem(std::string(108, 's')),
            "the path of the Unix socket is too long; expected less than 108 bytes");
}

TEST(Interface, IsOneOfThisMachineOrAnAddress) {
  const auto problem = [](const char* name) {
    ClientConfig config;
    config.interface = name;
    return refusal(require_interface, config);
  };
  for (const char* good : {"", "lo", "127.0.0.1", "192.0.2.1", "::1"}) {
    EXPECT_EQ(problem(good), "") << good;
  }
  for (const char* bad : {"no-such0", "localhost", "127.0.0.1:80", "[::1]", "lo "}) {
    EXPECT_THAT(problem(bad),
                AllOf(HasSubstr("no network interface \"" + std::string(bad) + "\""),
                      HasSubstr("expected one of `ip link`, or an address of this machine")));
  }
}

}  // namespace
}  // namespace urlfan::easy_network_test
