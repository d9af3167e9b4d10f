#include "src/model/latency_limits.h"

#include <gmock/gmock.h>

#include <chrono>
#include <vector>

namespace urlfan::latency_limits_test {
namespace {

using std::chrono::milliseconds;
using testing::IsEmpty;
using testing::SizeIs;

Latency latency() {
  return {.min = Duration(1000),
          .mean = Duration(2000),
          .p50 = Duration(3000),
          .p90 = Duration(4000),
          .p95 = Duration(5000),
          .p99 = Duration(6000),
          .max = Duration(7500)};
}

TEST(LatencyLimits, EachIsACheckOfTheFigureThatTheSummaryShows) {
  const auto checks = judge({{.statistic = LatencyStatistic::p95, .most = milliseconds(5)},
                             {.statistic = LatencyStatistic::max, .most = milliseconds(7)}},
                            3, latency());
  ASSERT_THAT(checks, SizeIs(2));
  EXPECT_EQ(checks[0].name, "max-latency:p95");
  EXPECT_TRUE(checks[0].ok) << "at most";
  EXPECT_EQ(checks[0].expected, "<=5ms");
  EXPECT_EQ(checks[0].actual, "5ms");
  EXPECT_EQ(checks[1].name, "max-latency:max");
  EXPECT_FALSE(checks[1].ok);
  EXPECT_EQ(checks[1].actual, "7.5ms");
}

TEST(LatencyLimits, EveryFigureCanHaveOne) {
  for (const auto& figure : latency_figures()) {
    const Duration value = latency().*figure.value;
    EXPECT_TRUE(judge({{figure.statistic, value}}, 1, latency()).at(0).ok) << figure.name;
    EXPECT_FALSE(judge({{figure.statistic, value - Duration(1)}}, 1, latency()).at(0).ok)
        << figure.name;
  }
}

TEST(LatencyLimits, WithoutAnAnswerNoneIsMetAndWithoutALineThereIsNone) {
  const std::vector<LatencyLimit> limits{
      {.statistic = LatencyStatistic::p50, .most = milliseconds(5)}};
  const auto checks = judge(limits, 2, {});
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_FALSE(checks[0].ok);
  EXPECT_FALSE(checks[0].actual);
  EXPECT_THAT(judge(limits, 0, {}), IsEmpty());
}

}  // namespace
}  // namespace urlfan::latency_limits_test
