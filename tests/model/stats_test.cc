#include "src/model/stats.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace urlfan::stats_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// The nearest-rank percentile (the smallest value that `share` of all are not above).
Duration exact(std::vector<Duration> sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

void expect_within_one_percent(Duration actual, Duration expected, const std::string& what) {
  const auto is = static_cast<double>(actual.count());
  const auto should = static_cast<double>(expected.count());
  // Half a microsecond is lost when it is rounded to one.
  EXPECT_LE(std::abs(is - should), 0.01 * should + 0.5) << what << ": " << is << " for " << should;
}

TEST(Histogram, KnowsNothingBeforeTheFirstValue) { EXPECT_FALSE(Histogram().latency()); }

TEST(Histogram, OneValueIsEveryPercentile) {
  Histogram histogram;
  histogram.add(Duration(12'345));
  const auto latency = histogram.latency();
  ASSERT_TRUE(latency);
  for (const Duration value : {latency->min, latency->mean, latency->p50, latency->p90,
                               latency->p95, latency->p99, latency->max}) {
    EXPECT_EQ(value, Duration(12'345));
  }
}

TEST(Histogram, ZeroIsAValue) {
  Histogram histogram;
  histogram.add(Duration(0));
  histogram.add(Duration(0));
  EXPECT_EQ(histogram.latency()->p99, Duration(0));
}

TEST(Histogram, PercentilesAreWithinOnePercent) {
  const std::map<std::string, std::function<double(double)>> distributions{
      {"uniform", [](double u) { return 1000 + 999'000 * u; }},
      {"exponential", [](double u) { return -50'000 * std::log(1 - u); }},
      {"log-uniform", [](double u) { return 10 * std::pow(1e6, u); }},
      {"all the same", [](double) { return 777'777; }},
      {"quick or stuck", [](double u) { return u < 0.92 ? 1500 + 100 * u : 9e6 + 1e6 * u; }},
      {"heavy tail", [](double u) { return 2000 / std::pow(1 - u, 1.5); }},
      {"microseconds", [](double u) { return 1 + 90 * u; }},
  };
  for (const auto& [name, quantile] : distributions) {
    for (const int count : {1, 2, 7, 100, 9999}) {
      Histogram histogram;
      std::vector<Duration> values;
      for (int i = 0; i < count; ++i) {
        // 4001 is prime to every count: the same values in no order.
        const double u = (i * 4001 % count + 0.5) / count;
        values.emplace_back(std::llround(quantile(u)));
        histogram.add(values.back());
      }
      std::sort(values.begin(), values.end());
      const auto latency = histogram.latency();
      ASSERT_TRUE(latency);
      const std::string which = name + " of " + std::to_string(count);
      EXPECT_EQ(latency->min, values.front()) << which;
      EXPECT_EQ(latency->max, values.back()) << which;
      expect_within_one_percent(latency->p50, exact(values, 0.50), which + ", p50");
      expect_within_one_percent(latency->p90, exact(values, 0.90), which + ", p90");
      expect_within_one_percent(latency->p95, exact(values, 0.95), which + ", p95");
      expect_within_one_percent(latency->p99, exact(values, 0.99), which + ", p99");
    }
  }
}

TEST(Histogram, TheMeanIsExact) {
  Histogram histogram;
  for (const int value : {10, 20, 60}) histogram.add(Duration(value));
  EXPECT_EQ(histogram.latency()->mean, Duration(30));
}

Result ok_result(Duration total, int status = 200) {
  Result result;
  result.attempts = 1;
  result.response.status = status;
  result.timings.total = total;
  return result;
}

Result failed_result(ErrorCode code, unsigned attempts = 1) {
  Result result;
  result.attempts = attempts;
  result.error = make_error(code, "x");
  return result;
}

TEST(Stats, CountsOkFailedAndSkipped) {
  Stats stats;
  stats.add(ok_result(Duration(5)));
  stats.add(failed_result(ErrorCode::dns_failed));
  stats.add(failed_result(ErrorCode::invalid_input, 0));
  stats.add(failed_result(ErrorCode::cancelled, 0));
  stats.add(failed_result(ErrorCode::cancelled, 1));
  stats.add(failed_result(ErrorCode::skipped, 0));
  const Summary summary = std::move(stats).finish();
  EXPECT_EQ(summary.total, 6U);
  EXPECT_EQ(summary.ok, 1U);
  EXPECT_EQ(summary.failed, 3U) << "a bad line, a failure, and what was cancelled on the way";
  EXPECT_EQ(summary.skipped, 2U) << "never started";
  EXPECT_FALSE(summary.complete);
}

TEST(Stats, ARunWithFailuresIsStillComplete) {
  Stats stats;
  stats.add(failed_result(ErrorCode::timeout));
  stats.add(failed_result(ErrorCode::invalid_input, 0));
  EXPECT_TRUE(std::move(stats).finish().complete);
}

TEST(Stats, CountsByStatusErrorAndPhase) {
  Stats stats;
  stats.add(ok_result(Duration(5), 200));
  stats.add(ok_result(Duration(5), 200));
  stats.add(ok_result(Duration(5), 301));
  Result busy = ok_result(Duration(5), 503);
  busy.error = make_error(ErrorCode::http_status, "x");
  stats.add(busy);
  stats.add(failed_result(ErrorCode::tls_expired));
  const Summary summary = std::move(stats).finish();
  EXPECT_THAT(summary.by_status, ElementsAre(Pair(200, 2U), Pair(301, 1U), Pair(503, 1U)));
  EXPECT_THAT(summary.by_error,
              ElementsAre(Pair(ErrorCode::tls_expired, 1U), Pair(ErrorCode::http_status, 1U)));
  EXPECT_EQ(summary.by_phase[static_cast<std::size_t>(Phase::tls)], 1U);
  EXPECT_EQ(summary.by_phase[static_cast<std::size_t>(Phase::check)], 1U);
  EXPECT_EQ(summary.by_phase[static_cast<std::size_t>(Phase::dns)], 0U);
}

TEST(Stats, AnErrorCountsForThePhaseItHappenedIn) {
  Stats stats;
  Result redirected = failed_result(ErrorCode::unsupported_scheme);
  redirected.error->phase = Phase::transfer;
  stats.add(redirected);
  const Summary summary = std::move(stats).finish();
  EXPECT_EQ(summary.by_phase[static_cast<std::size_t>(Phase::transfer)], 1U);
  EXPECT_EQ(summary.by_phase[static_cast<std::size_t>(Phase::input)], 0U);
}

TEST(Stats, SumsAttemptsAndBytes) {
  Stats stats;
  Result first = ok_result(Duration(5));
  first.response.body_bytes = 100;
  Result second = ok_result(Duration(5));
  second.response.body_bytes = 11;
  second.attempts = 3;
  stats.add(first);
  stats.add(second);
  const Summary summary = std::move(stats).finish();
  EXPECT_EQ(summary.attempts, 4U);
  EXPECT_EQ(summary.body_bytes, 111U);
  EXPECT_EQ(summary.flaky, 1U) << "passed at the third attempt";
}

TEST(Stats, OnlyAnsweredLinesHaveALatency) {
  Stats stats;
  stats.add(ok_result(Duration(10)));
  Result busy = ok_result(Duration(30), 503);
  busy.error = make_error(ErrorCode::http_status, "x");
  stats.add(busy);
  Result silent = failed_result(ErrorCode::timeout);
  silent.timings.total = Duration(10'000'000);
  stats.add(silent);
  const auto latency = std::move(stats).finish().latency;
  ASSERT_TRUE(latency);
  EXPECT_EQ(latency->max, Duration(30));
  EXPECT_EQ(latency->mean, Duration(20));
}

TEST(Stats, WhatIsPreparedCountsOnlyWhenItIsAdded) {
  Result busy = ok_result(Duration(30), 503);
  busy.error = make_error(ErrorCode::http_status, "x");
  Stats stats;
  stats.prepare(busy);
  const auto entry = stats.prepare(ok_result(Duration(10)));
  stats.prepare(failed_result(ErrorCode::cancelled, 0));
  EXPECT_EQ(stats.so_far().total, 0U);
  stats.add(entry);
  const Summary summary = std::move(stats).finish();
  EXPECT_EQ(summary.total, 1U);
  EXPECT_EQ(summary.ok, 1U);
  EXPECT_THAT(summary.by_status, ElementsAre(Pair(200, 1U)));
  EXPECT_THAT(summary.by_error, IsEmpty());
  EXPECT_TRUE(summary.complete);
  ASSERT_TRUE(summary.latency);
  EXPECT_EQ(summary.latency->max, Duration(10));
}

TEST(Stats, WithoutAnAnswerThereIsNoLatency) {
  Stats stats;
  stats.add(failed_result(ErrorCode::timeout));
  EXPECT_FALSE(std::move(stats).finish().latency);
}

}  // namespace
}  // namespace urlfan::stats_test
