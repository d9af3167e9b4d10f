#include "src/cli/host_limit_note.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::host_limit_note_test {
namespace {

using testing::HasSubstr;

class HostLimitNoteTest : public testing::Test {
 protected:
  HostLimitNoteTest() {
    still.host.emplace().origin = "http://a.test:80";
    still.host->in_flight = 10;
    still.host->waiting = 30;
  }
  std::string at(Duration time, HostLimitNote& note) {
    return note.text(progress, FakeClock::start() + time, [this] {
      ++looks;
      return still;
    });
  }

  Progress progress{.read = 40, .in_flight = 10};
  Standstill still;
  int looks = 0;
};

TEST_F(HostLimitNoteTest, IsSaidOnceWhereAllWaitsForOneHost) {
  HostLimitNote note(50, 10);
  const std::string text = at(ms(0), note);
  EXPECT_THAT(text, HasSubstr("http://a.test:80, where --per-host 10 holds"));
  EXPECT_THAT(text, HasSubstr("--per-host 50"));
  EXPECT_EQ(at(ms(5'000), note), "");
}

TEST_F(HostLimitNoteTest, IsNotSaidWhereNobodyAskedForMoreOrThereIsNoLimit) {
  for (HostLimitNote note : {HostLimitNote(0, 10), HostLimitNote(10, 10), HostLimitNote(50, 0)}) {
    EXPECT_EQ(at(ms(0), note), "");
  }
  EXPECT_EQ(looks, 0);
}

TEST_F(HostLimitNoteTest, IsNotSaidWhereNothingWaitsOrOtherHostsAreThere) {
  HostLimitNote note(50, 10);
  progress.in_flight = 12;
  EXPECT_EQ(at(ms(0), note), "");
  progress = {.read = 20, .ok = 10, .in_flight = 10};
  EXPECT_EQ(at(ms(0), note), "");
  EXPECT_EQ(looks, 0) << "that takes time";
  progress = {.read = 40, .in_flight = 10};
  still.host->in_flight = 7;
  EXPECT_EQ(at(ms(0), note), "");
  still.host->in_flight = 10;
  still.without_address = 1;
  EXPECT_EQ(at(ms(1'000), note), "");
  still.without_address = 0;
  EXPECT_EQ(at(ms(1'999), note), "") << "a look a second";
  EXPECT_NE(at(ms(2'000), note), "");
}

}  // namespace
}  // namespace urlfan::host_limit_note_test
