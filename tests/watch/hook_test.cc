#include "src/watch/hook.h"

#include <gmock/gmock.h>

#include <csignal>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/requests.h"

namespace urlfan::hook_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Runs nothing; ends when the test says so.
class FakeRunner final : public CommandRunner {
 public:
  void start(const std::string& input) override {
    EXPECT_FALSE(running) << "two at once";
    if (refuses) throw std::system_error(ENOENT, std::generic_category());
    inputs.push_back(input);
    running = true;
  }
  std::optional<int> ended() override {
    if (code) running = false;
    return std::exchange(code, std::nullopt);
  }
  void signal(int number) noexcept override { signals.push_back(number); }
  int wait_fd() const noexcept override { return -1; }

  bool running = false;
  bool refuses = false;
  std::optional<int> code;
  std::vector<std::string> inputs;
  std::vector<int> signals;
};

class HookTest : public testing::Test {
 protected:
  Hook& hook() {
    if (!hook_) {
      hook_.emplace(runner, limits, [this](const std::string& text) { told.push_back(text); });
    }
    return *hook_;
  }
  void put(const std::string& event) {
    hook().put(event);
    go_on();
  }
  void go_on() { hook().go_on(clock.now()); }
  void end(int code) {
    runner.code = code;
    go_on();
  }

  FakeClock clock;
  FakeRunner runner;
  HookLimits limits{.time = ms(30'000)};
  std::vector<std::string> told;

 private:
  std::optional<Hook> hook_;
};

TEST_F(HookTest, HandsEventsOverOneAtATimeAndInOrder) {
  put("a");
  put("b");
  put("c");
  EXPECT_THAT(runner.inputs, ElementsAre("a"));
  end(0);
  EXPECT_THAT(runner.inputs, ElementsAre("a", "b"));
  end(0);
  end(0);
  EXPECT_THAT(runner.inputs, ElementsAre("a", "b", "c"));
  EXPECT_EQ(hook().figures().succeeded, 3U);
  EXPECT_EQ(hook().due(), TimePoint::max()) << "there is nothing to wait for";
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(HookTest, AFailureIsToldAndTheNextEventGoesOn) {
  put("a");
  put("b");
  end(3);
  end(128 + SIGSEGV);
  EXPECT_THAT(told, ElementsAre(HasSubstr("exit code 3"), HasSubstr("SIGSEGV")));
  EXPECT_EQ(hook().figures().failed, 2U);
  EXPECT_THAT(runner.inputs, ElementsAre("a", "b"));
}

TEST_F(HookTest, ACommandThatCannotBeRunIsTold) {
  runner.refuses = true;
  hook().put("a");
  hook().put("b");
  go_on();
  EXPECT_THAT(told, ElementsAre(HasSubstr("No such file"), HasSubstr("No such file")));
  EXPECT_EQ(hook().waiting(), 0U);
  EXPECT_FALSE(hook().is_running());
}

TEST_F(HookTest, IsKilledAtItsLimitOnceAndReaped) {
  put("a");
  put("b");
  EXPECT_EQ(hook().due(), FakeClock::start() + ms(30'000));
  clock.advance(ms(29'999));
  go_on();
  EXPECT_THAT(runner.signals, IsEmpty());
  clock.advance(ms(1));
  go_on();
  go_on();
  EXPECT_THAT(runner.signals, ElementsAre(SIGKILL));
  EXPECT_TRUE(hook().is_running()) << "until its end is seen";
  EXPECT_EQ(hook().due(), TimePoint::max()) << "nothing more can be done";
  end(128 + SIGKILL);
  EXPECT_EQ(hook().figures().killed, 1U);
  EXPECT_THAT(told, ElementsAre(HasSubstr("killed after 30 s")));
  EXPECT_THAT(runner.inputs, ElementsAre("a", "b"));
  EXPECT_EQ(hook().due(), clock.now() + ms(30'000)) << "the next has all of its time";
}

TEST_F(HookTest, OfTooManyEventsTheOldestThatWaitsGoes) {
  limits.most_events = 2;
  put("running");
  for (const char* event : {"a", "b", "c", "d"}) put(event);
  for (int i = 0; i < 3; ++i) end(0);
  EXPECT_THAT(runner.inputs, ElementsAre("running", "c", "d"));
  EXPECT_EQ(hook().figures().dropped, 2U);
  EXPECT_THAT(told, ElementsAre(HasSubstr("slower than changes come"))) << "not for each of them";
}

TEST_F(HookTest, WhatWaitsIsBoundedInBytesToo) {
  limits.most_bytes = 10;
  put("running");
  for (const char* event : {"123456", "789012", "34"}) put(event);
  EXPECT_EQ(hook().waiting(), 2U);
  end(0);
  EXPECT_THAT(runner.inputs, ElementsAre("running", "789012"));
  put(std::string(100, 'x'));
  EXPECT_EQ(hook().waiting(), 1U) << "one that is too large for itself is not lost";
}

TEST_F(HookTest, AtTheEndNothingMoreStartsAndWhatIsLostIsTold) {
  put("a");
  put("b");
  put("c");
  hook().close(clock.now(), ms(200));
  EXPECT_THAT(runner.signals, ElementsAre(SIGTERM));
  EXPECT_THAT(told, ElementsAre(HasSubstr("2 changes never came")));
  clock.advance(ms(200));
  go_on();
  EXPECT_THAT(runner.signals, ElementsAre(SIGTERM, SIGKILL));
  end(128 + SIGKILL);
  EXPECT_FALSE(hook().is_running());
  EXPECT_THAT(runner.inputs, ElementsAre("a"));
}

}  // namespace
}  // namespace urlfan::hook_test
