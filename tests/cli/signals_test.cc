#include "src/cli/signals.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace urlfan::signals_test {
namespace {

bool is_readable(int fd) {
  pollfd ear{fd, POLLIN, 0};
  return poll(&ear, 1, 0) > 0;
}

bool is_blocked(int number) {
  sigset_t now{};
  pthread_sigmask(SIG_SETMASK, nullptr, &now);
  return sigismember(&now, number) == 1;
}

TEST(StopSignals, TellOfTheFirstThatCame) {
  StopSignals signals;
  EXPECT_EQ(signals.caught(), 0);
  EXPECT_FALSE(is_readable(signals.wait_fd()));
  raise(SIGTERM);
  EXPECT_TRUE(is_readable(signals.wait_fd()));
  EXPECT_EQ(signals.caught(), SIGTERM);
  EXPECT_FALSE(is_readable(signals.wait_fd())) << "it has been looked at";
  raise(SIGHUP);
  EXPECT_EQ(signals.caught(), SIGTERM);
}

TEST(StopSignals, LeaveThemAsTheyWere) {
  {
    const StopSignals signals;
    EXPECT_TRUE(is_blocked(SIGINT));
    raise(SIGINT);  // and nobody looks: it must not end the process later
  }
  EXPECT_FALSE(is_blocked(SIGINT));
}

TEST(StopSignals, DoNotHearWhatWasIgnored) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  StopSignals signals;
  raise(SIGHUP);
  EXPECT_EQ(signals.caught(), 0);
  EXPECT_FALSE(is_blocked(SIGHUP));
  std::signal(SIGHUP, before);
}

TEST(StopSignals, OneAloneGivesUpNoOutput) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  StopSignals signals;
  raise(SIGINT);
  raise(SIGTERM);  // at once with the first
  EXPECT_NO_THROW(signals.wait_for({ends[1], POLLOUT, 0}));
  EXPECT_EQ(signals.caught(), SIGINT);
  for (const int end : ends) close(end);
}

}  // namespace
}  // namespace urlfan::signals_test
