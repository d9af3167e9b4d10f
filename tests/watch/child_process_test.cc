#include "src/watch/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

#include "src/base/descriptor.h"
#include "tests/support/temporary_folder.h"

namespace urlfan {
namespace {

class ChildProcessTest : public testing::Test {
 protected:
  static ChildProcess shell(const std::string& script) {
    return ChildProcess({"sh", "-c", script});
  }
  /// Its exit code, once it has ended.
  static int end_of(ChildProcess& child) {
    pollfd ear{.fd = child.wait_fd(), .events = POLLIN, .revents = 0};
    for (;;) {
      if (const auto code = child.ended()) return *code;
      EXPECT_EQ(poll(&ear, 1, 60'000), 1);
    }
  }
  static std::string text_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  TemporaryFolder folder;
  std::string file = folder.path("got");
};

TEST_F(ChildProcessTest, GetsItsInputToItsEnd) {
  // More than a pipe holds, which nobody would read while the child does not.
  const std::string input(1'000'000, 'x');
  ChildProcess child = shell("cat > " + file);
  child.start(input);
  EXPECT_EQ(end_of(child), 0);
  EXPECT_EQ(text_of(file), input);
}

TEST_F(ChildProcessTest, ItsExitCodeAndItsSignalAreTold) {
  ChildProcess child = shell("read event; exit $event");
  child.start("7\n");
  EXPECT_EQ(end_of(child), 7);
  EXPECT_FALSE(child.ended()) << "once";
  child.start("0\n");
  EXPECT_EQ(end_of(child), 0);
  ChildProcess killed = shell("kill -9 $$");
  killed.start({});
  EXPECT_EQ(end_of(killed), 128 + SIGKILL);
}

TEST_F(ChildProcessTest, WhatItHasStartedGetsTheSignalToo) {
  // The end of this pipe is seen when nobody has its other side any more.
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  Descriptor reading(open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  ChildProcess child = shell("(echo; exec sleep 1000) > " + file + " & wait");
  child.start({});
  pollfd ear{.fd = reading.get(), .events = POLLIN, .revents = 0};
  char said = 0;
  ASSERT_EQ(poll(&ear, 1, 60'000), 1);
  ASSERT_EQ(read(reading.get(), &said, 1), 1);
  child.signal(SIGKILL);
  EXPECT_EQ(end_of(child), 128 + SIGKILL);
  ASSERT_EQ(poll(&ear, 1, 60'000), 1) << "sleep goes on";
  EXPECT_EQ(ear.revents & POLLHUP, POLLHUP);
}

TEST_F(ChildProcessTest, FindsNoneOfOurDescriptors) {
  const Descriptor inherited(open("/dev/null", O_RDONLY));  // NOLINT: without O_CLOEXEC
  ASSERT_GT(inherited.get(), STDERR_FILENO);
  ChildProcess child = shell("ls /proc/self/fd > " + file);
  child.start({});
  EXPECT_EQ(end_of(child), 0);
  // The last is what ls itself has open.
  EXPECT_EQ(text_of(file), "0\n1\n2\n3\n");
}

TEST_F(ChildProcessTest, AProgramThatDoesNotExistIsAnError) {
  ChildProcess child({"no-such-program"});
  EXPECT_THROW(child.start({}), std::system_error);
  EXPECT_FALSE(child.ended());
}

}  // namespace
}  // namespace urlfan
