#include "src/cli/progress_line.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Progress kProgress{
    .read = 90, .ok = 40, .failed = 2, .in_flight = 7, .elapsed = std::chrono::seconds(2)};

template <typename Call>
std::string printed(const Call& call) {
  testing::internal::CaptureStderr();
  call();
  return testing::internal::GetCapturedStderr();
}

TEST(ProgressLine, IsDueAtMostTenTimesASecond) {
  ProgressLine line(true, {});
  const TimePoint now = FakeClock::start();
  EXPECT_TRUE(line.due(now));
  printed([&] { line.draw(kProgress, now); });
  EXPECT_FALSE(line.due(now + ms(99)));
  EXPECT_TRUE(line.due(now + ms(100)));
}

TEST(ProgressLine, IsNeverDueWhenItIsOff) {
  EXPECT_FALSE(ProgressLine(false, {}).due(FakeClock::start()));
}

TEST(ProgressLine, TellsWhereTheRunStands) {
  ProgressLine line(true, {});
  const std::string text = printed([&] { line.draw(kProgress, FakeClock::start()); });
  EXPECT_THAT(text, HasSubstr("42 done  40 ok  2 failed  7 in flight  21/s  2.0 s"));
  EXPECT_THAT(text, StartsWith("\r")) << "in place of the last one";
}

TEST(ProgressLine, TellsTheTotalWhereItIsKnown) {
  ProgressLine line(true, 500);
  EXPECT_THAT(printed([&] { line.draw(kProgress, FakeClock::start()); }), HasSubstr("42/500 done"));
}

TEST(ProgressLine, IsTakenAwayOnceAndOnlyWhenItIsThere) {
  ProgressLine line(true, {});
  EXPECT_EQ(printed([&] { line.clear(); }), "");
  printed([&] { line.draw(kProgress, FakeClock::start()); });
  EXPECT_EQ(printed([&] { line.clear(); }), "\r\x1b[K");
  EXPECT_EQ(printed([&] { line.clear(); }), "");
}

}  // namespace
}  // namespace urlfan
