#include "urlfan/result.h"

#include <gtest/gtest.h>

#include <csignal>

namespace urlfan::result_test {
namespace {

TEST(StopCause, HasTheNameThatTheOutputHas) {
  EXPECT_EQ(to_string(StopCause::none), "");
  EXPECT_EQ(to_string(StopCause::deadline), "deadline");
  EXPECT_EQ(to_string(StopCause::failures), "failures");
  EXPECT_EQ(to_string(StopCause::internal), "internal");
  EXPECT_EQ(to_string(StopCause::caller), "caller");
}

TEST(StopCause, ASignalIsCalledAsTheSystemCallsIt) {
  EXPECT_EQ(to_string(StopCause::hangup), "SIGHUP");
  EXPECT_EQ(to_string(StopCause::interrupt), "SIGINT");
  EXPECT_EQ(to_string(StopCause::terminate), "SIGTERM");
  EXPECT_EQ(to_string(stopped_by_signal(SIGUSR1)), "SIGUSR1");
  EXPECT_EQ(to_string(stopped_by_signal(40)), "signal 40");
}

TEST(BaselineVerdict, HasTheNameThatTheOutputHas) {
  EXPECT_EQ(to_string(BaselineVerdict::new_failure), "new");
  EXPECT_EQ(to_string(BaselineVerdict::known), "known");
  EXPECT_EQ(to_string(BaselineVerdict::fixed), "fixed");
}

}  // namespace
}  // namespace urlfan::result_test
