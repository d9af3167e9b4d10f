#include "src/cli/progress_line.h"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <string>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::progress_line_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ProgressLineTest : public testing::Test {
 protected:
  ProgressLineTest() {
    log.set_pattern("%l: %v");
    log.set_level(spdlog::level::off);
  }

  /// What is printed at that time of the run, with so many lines done.
  std::string printed(ProgressLine& line, Duration time, std::uint64_t done = 42) const {
    testing::internal::CaptureStderr();
    line.update({.read = 90, .ok = done, .in_flight = 7, .elapsed = time},
                FakeClock::start() + time);
    return testing::internal::GetCapturedStderr();
  }
  static std::string cleared(ProgressLine& line) {
    testing::internal::CaptureStderr();
    line.clear();
    return testing::internal::GetCapturedStderr();
  }

  std::ostringstream plain;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(plain)};
};

TEST_F(ProgressLineTest, IsDrawnAtMostTenTimesASecondInPlaceOfTheLast) {
  ProgressLine line(ProgressDisplay::live, 500, log);
  const std::string text = printed(line, ms(0));
  EXPECT_THAT(text, HasSubstr("42/500 done (8%)"));
  EXPECT_THAT(text, StartsWith("\r\x1b[K"));
  EXPECT_EQ(printed(line, ms(99)), "");
  EXPECT_NE(printed(line, ms(100)), "");
}

TEST_F(ProgressLineTest, IsNotThereWhenItIsOff) {
  ProgressLine line(ProgressDisplay::none, {}, log);
  EXPECT_EQ(printed(line, ms(20'000)), "");
  EXPECT_EQ(plain.str(), "");
}

TEST_F(ProgressLineTest, IsTakenAwayOnceAndOnlyWhenItIsThere) {
  ProgressLine line(ProgressDisplay::live, {}, log);
  EXPECT_EQ(cleared(line), "");
  printed(line, ms(0));
  EXPECT_EQ(cleared(line), "\r\x1b[K");
  EXPECT_EQ(cleared(line), "");
}

TEST_F(ProgressLineTest, ComesBackAtOnceUnderWhatWasPrintedInItsPlace) {
  ProgressLine line(ProgressDisplay::live, {}, log);
  printed(line, ms(0));
  cleared(line);
  EXPECT_NE(printed(line, ms(1)), "");
}

TEST_F(ProgressLineTest, TellsWhatIsWaitedForWhenNothingMovesForTwoSeconds) {
  ProgressLine line(ProgressDisplay::live, {}, log);
  int asked = 0;
  line.ask([&asked] {
    ++asked;
    return std::string("waits for a.test\x1b");
  });
  EXPECT_THAT(printed(line, ms(1'000), 41), Not(HasSubstr("waits")));
  EXPECT_THAT(printed(line, ms(1'500), 42), Not(HasSubstr("waits")));
  EXPECT_THAT(printed(line, ms(3'400), 42), Not(HasSubstr("waits")));
  EXPECT_EQ(asked, 0) << "that takes time";
  EXPECT_THAT(printed(line, ms(3'500), 42), HasSubstr("42 done  waits for a.test\\x1b"));
  EXPECT_THAT(printed(line, ms(3'600), 43), Not(HasSubstr("waits")));
}

TEST_F(ProgressLineTest, IsALineEveryTenSecondsWhereNothingCanBeTakenAway) {
  ProgressLine line(ProgressDisplay::plain, 84, log);
  for (int second = 0; second <= 25; ++second) {
    EXPECT_EQ(printed(line, std::chrono::seconds(second)), "");
  }
  EXPECT_EQ(plain.str(),
            "info: 42/84 done (50%)  42 ok  0 failed  7 in flight  4/s  10.0 s  10 s left\n"
            "info: 42/84 done (50%)  42 ok  0 failed  7 in flight  2/s  20.0 s  20 s left\n")
      << "whatever the level of the log";
  EXPECT_EQ(cleared(line), "");
}

}  // namespace
}  // namespace urlfan::progress_line_test
