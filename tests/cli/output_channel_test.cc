#include "src/cli/output_channel.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>
#include <ostream>
#include <string>
#include <thread>

namespace urlfan::output_channel_test {
namespace {

/// A pipe that nobody reads yet, and a text that does not fit into it.
class OutputChannelTest : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    before_ = std::signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(pipe(ends.data()), 0);
    ASSERT_EQ(fcntl(ends[1], F_SETFL, O_WRONLY | GetParam()), 0);
  }
  void TearDown() override {
    for (const int end : ends) close(end);
    std::signal(SIGPIPE, before_);
  }

  std::string read_all(std::size_t bytes) const {
    std::string into(bytes, '\0');
    std::size_t got = 0;
    while (got < bytes) {
      const ssize_t more = read(ends[0], into.data() + got, bytes - got);
      if (more <= 0) break;
      got += static_cast<std::size_t>(more);
    }
    return into;
  }
  static void for_ever(pollfd output) { poll(&output, 1, -1); }
  static bool readable(int fd) {
    pollfd ear{fd, POLLIN, 0};
    return poll(&ear, 1, 0) > 0;
  }

  std::array<int, 2> ends{};
  OutputChannel& channel() {
    if (!channel_) channel_.emplace(ends[1], "the pipe");
    out.rdbuf(&*channel_);
    out.exceptions(std::ios::badbit);
    return *channel_;
  }
  std::ostream out{nullptr};
  std::string text = std::string(300'000, 'x') + "end";

 private:
  std::optional<OutputChannel> channel_;
  void (*before_)(int) = nullptr;
};

TEST_P(OutputChannelTest, KeepsWhatIsNotTakenAndDoesNotWait) {
  channel();
  out << text << std::flush;
  EXPECT_GT(channel().unwritten(), 0U);
  EXPECT_LT(channel().unwritten(), text.size()) << "what fits is written";
  EXPECT_EQ(fcntl(ends[1], F_GETFL) & O_NONBLOCK, GetParam()) << "its flags are others' too";
}

TEST_P(OutputChannelTest, TellsWhenSomethingCanBeWritten) {
  channel();
  out << text << std::flush;
  const int fd = channel().wait_fd();
  EXPECT_FALSE(readable(fd));
  const std::size_t taken = text.size() - channel().unwritten();
  read_all(taken);
  EXPECT_TRUE(readable(fd));
  channel().push();
  EXPECT_LT(channel().unwritten(), text.size() - taken);
}

TEST_P(OutputChannelTest, DrainsToTheEndHoweverSlowTheReader) {
  channel();
  out << text;
  std::string got;
  std::thread reader([&] { got = read_all(text.size()); });
  channel().drain(for_ever);
  reader.join();
  EXPECT_EQ(channel().unwritten(), 0U);
  EXPECT_EQ(got, text);
}

TEST_P(OutputChannelTest, AReaderThatGoesAwayEndsTheWait) {
  channel();
  out << text << std::flush;
  close(ends[0]);
  EXPECT_TRUE(readable(channel().wait_fd()));
  EXPECT_THROW(channel().drain(for_ever), OutputError);
  ends[0] = -1;
}

TEST_P(OutputChannelTest, WhatIsSaidIsNeverAnError) {
  close(ends[0]);
  ends[0] = -1;
  channel().say("nobody hears this");
  EXPECT_EQ(channel().unwritten(), 0U);
  channel().finish_saying();
}

INSTANTIATE_TEST_SUITE_P(Descriptors, OutputChannelTest, testing::Values(0, O_NONBLOCK),
                         [](const auto& flags) {
                           return flags.param == 0 ? "ThatBlocks" : "ThatDoesNotBlock";
                         });

}  // namespace
}  // namespace urlfan::output_channel_test
