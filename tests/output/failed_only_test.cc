#include "src/output/failed_only.h"

#include <gtest/gtest.h>

#include "tests/support/recording_sink.h"
#include "tests/support/results.h"

namespace urlfan::failed_only_test {
namespace {

TEST(FailedOnly, PassesFailuresOnAndDropsTheRest) {
  RecordingSink next;
  FailedOnly sink(next);
  sink.write(passed(0));
  sink.write(failed(1));
  sink.write(passed(2));
  sink.write(unreadable(3));
  ASSERT_EQ(next.results.size(), 2U);
  EXPECT_EQ(next.results[0].index, 1U);
  EXPECT_EQ(next.results[1].index, 3U);
}

TEST(FailedOnly, TheOtherCallsPassThrough) {
  RecordingSink next;
  FailedOnly sink(next);
  sink.idle({.read = 7});
  Summary summary;
  summary.total = 9;
  sink.finish(summary);
  ASSERT_EQ(next.idles.size(), 1U);
  EXPECT_EQ(next.idles[0].read, 7U);
  ASSERT_TRUE(next.summary);
  EXPECT_EQ(next.summary->total, 9U) << "the summary counts all";
}

}  // namespace
}  // namespace urlfan::failed_only_test
