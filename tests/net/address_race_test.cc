#include "src/net/address_race.h"

#include <gmock/gmock.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>

#include "src/net/connecting_socket.h"
#include "src/net/race_course.h"
#include "src/net/socket_table.h"
#include "tests/support/fault_server.h"

namespace urlfan::address_race_test {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint32_t kMulti = 0;

/// The port is that of a server on 127.0.0.1; nobody listens on 127.0.0.8, and 127.0.0.9 is silent.
class AddressRaceTest : public testing::Test {
 protected:
  ~AddressRaceTest() override {
    if (socket_ >= 0) close(socket_);
  }

  /// Does what libcurl does with the first address. False: it has none to try.
  bool set_out(AddressRace& race, std::string addresses) {
    addresses_ = std::move(addresses);
    race.set_out("name.test", addresses_);
    return open(race);
  }
  bool open(AddressRace& race) {
    const Address* address = race.next(static_cast<std::uint16_t>(server_.port()));
    if (address == nullptr) return false;
    if (socket_ >= 0) close(socket_);
    socket_ = socket(address->family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    table_.opened(socket_);
    race.opened(socket_, now_);
    [[maybe_unused]] const int under_way = connect(socket_, address->get(), address->length);
    table_.want(socket_, EPOLLOUT, kMulti);
    return true;
  }
  /// What happens by itself, until libcurl is told of its socket or nothing happens for a while.
  bool told(int patience_ms = 100) {
    std::array<epoll_event, 8> events{};
    while (true) {
      const int ready = epoll_wait(table_.epoll_fd(), events.data(), 8, patience_ms);
      if (ready <= 0) return false;
      for (int i = 0; i < ready; ++i) {
        const int fd = events.at(static_cast<std::size_t>(i)).data.fd;
        AddressRace* race = table_.race(fd);
        if (race != nullptr &&
            race->on_event(fd, events.at(static_cast<std::size_t>(i)).events, now_)) {
          return race->fd() == socket_;
        }
      }
    }
  }
  void pass(Duration time) {
    now_ += time;
    course_.call_due(now_);
  }
  /// Where libcurl's socket is connected to.
  std::string reached() const {
    Address peer;
    peer.length = sizeof peer.storage;
    if (getpeername(socket_, reinterpret_cast<sockaddr*>(&peer.storage), &peer.length) != 0)
      return {};
    return to_text(peer);
  }

  const FaultServer server_;
  const BlackHole silent_{server_.port(), "127.0.0.9"};
  const BlackHole silent_too_{server_.port(), "127.0.0.10"};
  TimePoint now_;
  SocketTable table_;
  RaceCourse course_{table_, {}};
  std::string addresses_;
  int socket_ = -1;
};

TEST_F(AddressRaceTest, OneAddressNeedsNoClockAndNoSocketMore) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.1"));
  EXPECT_FALSE(course_.due());
  EXPECT_TRUE(told());
  EXPECT_EQ(race.connected_at(), now_);
  EXPECT_EQ(reached(), "127.0.0.1");
}

TEST_F(AddressRaceTest, AddressesThatRefuseCostNoWaiting) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.8,127.0.0.7,127.0.0.1"));
  EXPECT_TRUE(told()) << "the clock stood still";
  EXPECT_EQ(reached(), "127.0.0.1");
  EXPECT_EQ(to_text(*race.peer()), "127.0.0.1");
}

TEST_F(AddressRaceTest, AfterAQuarterOfASecondOfSilenceTheNextIsTried) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.9,127.0.0.1"));
  EXPECT_EQ(course_.due(), now_ + milliseconds(250));
  pass(milliseconds(249));
  EXPECT_FALSE(told());
  pass(milliseconds(1));
  EXPECT_TRUE(told());
  EXPECT_EQ(reached(), "127.0.0.1");
  EXPECT_FALSE(course_.due());
}

TEST_F(AddressRaceTest, SilentOnesAreTriedOneAfterTheOther) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.9,127.0.0.10,127.0.0.1"));
  pass(milliseconds(250));
  EXPECT_FALSE(told());
  pass(milliseconds(250));
  EXPECT_TRUE(told());
  EXPECT_EQ(reached(), "127.0.0.1");
}

TEST_F(AddressRaceTest, AFirstThatRefusesLeavesItsPlaceToOneThatIsOnItsWay) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.8,127.0.0.9"));
  EXPECT_FALSE(told()) << "127.0.0.9 may still answer";
  EXPECT_EQ(to_text(*race.peer()), "127.0.0.9");
}

TEST_F(AddressRaceTest, WhenAllHaveRefusedLibcurlFindsTheReason) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.8,127.0.0.7"));
  EXPECT_TRUE(told());
  EXPECT_EQ(take_connect_error(socket_), ECONNREFUSED);
  EXPECT_EQ(race.error(), ECONNREFUSED);
  EXPECT_EQ(race.tried(), "127.0.0.8, 127.0.0.7");
  EXPECT_FALSE(race.connected_at());
  EXPECT_FALSE(race.has_next());
}

TEST_F(AddressRaceTest, TheOneThatAnsweredGoesFirstTheNextTime) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.8,127.0.0.1"));
  ASSERT_TRUE(told());
  AddressRace other(course_);
  const std::string addresses = "127.0.0.8,127.0.0.1";
  other.set_out("name.test", addresses);
  EXPECT_EQ(to_text(*other.next(80)), "127.0.0.1");
  other.set_out("other.test", addresses);
  EXPECT_EQ(to_text(*other.next(80)), "127.0.0.8") << "another name is another matter";
}

TEST_F(AddressRaceTest, FamiliesTakeTurns) {
  AddressRace race(course_);
  const std::string addresses = "[2001:db8::1],[2001:db8::2],[2001:db8::3],192.0.2.1,192.0.2.2";
  race.set_out("name.test", addresses);
  std::string order;
  while (const Address* address = race.next(80)) order += to_text(*address) + " ";
  EXPECT_EQ(order, "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 2001:db8::3 ");
}

TEST_F(AddressRaceTest, OneThatFailsAtOnceIsFollowedByTheNext) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "255.255.255.255,127.0.0.1"));  // EACCES
  race.failed(EACCES);
  ASSERT_TRUE(race.has_next());
  ASSERT_TRUE(open(race));
  EXPECT_TRUE(told());
  EXPECT_EQ(reached(), "127.0.0.1");
}

TEST_F(AddressRaceTest, ASocketOfOursThatFailsAtOnceIsFollowedByTheNext) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.9,255.255.255.255,127.0.0.1"));
  pass(milliseconds(250));
  EXPECT_TRUE(told());
  EXPECT_EQ(reached(), "127.0.0.1");
}

TEST_F(AddressRaceTest, ANumberThatIsAnotherConnectionsByNowIsLeftAlone) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.9,127.0.0.1"));
  pass(milliseconds(250));
  table_.opened(socket_);  // closed, and opened for somebody else
  EXPECT_FALSE(told());
  EXPECT_EQ(reached(), "");
  EXPECT_FALSE(race.connected_at());
}

TEST_F(AddressRaceTest, ASocketThatLibcurlGivesUpEndsIt) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.9,127.0.0.1"));
  table_.want(socket_, 0, kMulti);
  pass(milliseconds(250));
  EXPECT_FALSE(told());
  EXPECT_FALSE(course_.due());
}

TEST_F(AddressRaceTest, ItsEndEndsItsSocketsAndItsClock) {
  AddressRace race(course_);
  ASSERT_TRUE(set_out(race, "127.0.0.9,127.0.0.10,127.0.0.1"));
  pass(milliseconds(250));
  race.end();
  EXPECT_FALSE(course_.due());
  pass(milliseconds(250));
  EXPECT_FALSE(told());
}

TEST_F(AddressRaceTest, OnlyPublicAddressesAreTriedWhereOthersAreDenied) {
  RaceCourse strict(table_, {.deny_private = true});
  AddressRace race(strict);
  const std::string some = "127.0.0.1,10.0.0.1,8.8.8.8";
  race.set_out("name.test", some);
  EXPECT_EQ(to_text(*race.next(80)), "8.8.8.8");
  EXPECT_EQ(race.next(80), nullptr);
  EXPECT_THAT(race.blocked(), IsEmpty()) << "one was tried";
  const std::string none = "127.0.0.1,10.0.0.1";
  race.set_out("name.test", none);
  EXPECT_EQ(race.next(80), nullptr);
  EXPECT_THAT(race.blocked(), HasSubstr("private"));
}

}  // namespace
}  // namespace urlfan::address_race_test
