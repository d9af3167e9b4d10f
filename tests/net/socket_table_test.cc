#include "src/net/socket_table.h"

#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace urlfan::socket_table_test {
namespace {

constexpr std::uint32_t kOwner = 3;

class SocketTableTest : public testing::Test {
 protected:
  SocketTableTest() { socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()); }
  ~SocketTableTest() override {
    close(ends_[0]);
    close(ends_[1]);
  }

  int ours() const { return ends_[0]; }
  /// A connection that has carried a request.
  void make_used() {
    table_.opened(ours(), this, true);
    ASSERT_EQ(table_.use({}, this, {ours()}).fd, ours());
  }
  void peer_writes() const { ASSERT_EQ(write(ends_[1], "x", 1), 1); }
  /// The descriptors that epoll reports now.
  int events() const {
    std::array<epoll_event, 4> events{};
    return epoll_wait(table_.epoll_fd(), events.data(), 4, 0);
  }

  SocketTable table_;
  std::array<int, 2> ends_{};
};

TEST_F(SocketTableTest, ReportsAnEventToWhoWantsIt) {
  table_.opened(ours());
  table_.want(ours(), EPOLLIN, kOwner);
  EXPECT_EQ(events(), 0);
  peer_writes();
  EXPECT_EQ(events(), 1);
  EXPECT_EQ(table_.owner_of_event(ours()), kOwner);
}

TEST_F(SocketTableTest, AnEventThatNobodyWantsIsReportedOnceOnly) {
  make_used();
  table_.want(ours(), EPOLLIN, kOwner);
  table_.want(ours(), 0, kOwner);
  peer_writes();
  EXPECT_EQ(events(), 1);  // left registered
  EXPECT_EQ(table_.owner_of_event(ours()), SocketTable::kNobody);
  EXPECT_EQ(events(), 0);  // and taken out by that
  table_.want(ours(), EPOLLIN, kOwner);
  EXPECT_EQ(events(), 1);
}

TEST_F(SocketTableTest, CountsTheConnectionsThatAreIdle) {
  table_.bound_idle(1);
  make_used();
  table_.want(ours(), EPOLLIN, kOwner);
  EXPECT_EQ(table_.idle(), 0U);
  EXPECT_TRUE(table_.may_keep_one_more());
  table_.want(ours(), 0, kOwner);
  EXPECT_EQ(table_.idle(), 1U);
  EXPECT_FALSE(table_.may_keep_one_more());
  table_.want(ours(), EPOLLIN, kOwner);
  EXPECT_EQ(table_.idle(), 0U);
  // Closed without a word, and its number used again.
  table_.opened(ours());
  table_.closing(ours());
  EXPECT_EQ(table_.idle(), 0U);
}

TEST_F(SocketTableTest, WhatDoesNotAnnounceItsEndLeavesAtOnce) {
  // As libcurl's pipes to its resolver threads, which never pass the open-socket callback.
  table_.want(ours(), EPOLLIN, kOwner);
  table_.want(ours(), 0, kOwner);
  peer_writes();
  EXPECT_EQ(events(), 0);
}

// libcurl closes it without a word, then wants nothing of it.
TEST_F(SocketTableTest, AConnectionThatNeverStoodIsForgottenWhenNothingIsWantedOfIt) {
  table_.opened(ours());
  table_.want(ours(), EPOLLOUT, kOwner);
  ASSERT_EQ(events(), 1);
  std::array<int, 2> anothers{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, anothers.data()), 0);
  ASSERT_EQ(dup2(anothers[0], ours()), ours());
  table_.want(ours(), 0, kOwner);
  EXPECT_EQ(table_.idle(), 0U);
  // What epoll told before is nobody's, and what has the number now is left alone.
  epoll_event event{};
  event.events = EPOLLIN;
  ASSERT_EQ(epoll_ctl(table_.epoll_fd(), EPOLL_CTL_ADD, ours(), &event), 0);
  EXPECT_EQ(table_.owner_of_event(ours()), SocketTable::kNobody);
  EXPECT_EQ(epoll_ctl(table_.epoll_fd(), EPOLL_CTL_MOD, ours(), &event), 0);
  close(anothers[0]);
  close(anothers[1]);
}

TEST_F(SocketTableTest, OneThatStandsAllTheSameIsWatchedAgain) {
  table_.opened(ours());
  table_.want(ours(), EPOLLIN, kOwner);
  table_.want(ours(), 0, kOwner);
  table_.want(ours(), EPOLLIN, kOwner);
  peer_writes();
  EXPECT_EQ(events(), 1);
  EXPECT_EQ(table_.owner_of_event(ours()), kOwner);
}

TEST_F(SocketTableTest, OneThatStandsAllTheSameDoesNotReportForEver) {
  table_.opened(ours());
  table_.want(ours(), EPOLLIN, kOwner);
  table_.want(ours(), 0, kOwner);
  peer_writes();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(events(), 1);
    EXPECT_EQ(table_.owner_of_event(ours()), SocketTable::kNobody);
  }
  EXPECT_EQ(events(), 0);
}

TEST_F(SocketTableTest, ANumberUsedAgainStartsAfresh) {
  table_.opened(ours());
  table_.want(ours(), EPOLLIN, kOwner);
  table_.closing(ours());
  const int number = ours();
  std::array<int, 2> fresh{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fresh.data()), 0);
  ASSERT_EQ(dup2(fresh[0], number), number);  // closes the one before
  close(fresh[0]);
  table_.opened(number);
  table_.want(number, EPOLLIN, kOwner);
  ASSERT_EQ(write(fresh[1], "x", 1), 1);
  EXPECT_EQ(events(), 1);
  close(fresh[1]);
}

}  // namespace
}  // namespace urlfan::socket_table_test
