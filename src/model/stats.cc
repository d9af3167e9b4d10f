#include "src/model/stats.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace urlfan {
namespace {

// A bucket reaches from g^i to g^(i+1) microseconds; its middle is off by at most (g-1)/2.
const double kGrowth = 1.02;
const double kLogGrowth = std::log(kGrowth);

std::size_t bucket_of(Duration value) {
  const auto microseconds = static_cast<double>(std::max<Duration::rep>(value.count(), 1));
  return static_cast<std::size_t>(std::log(microseconds) / kLogGrowth);
}

}  // namespace

void Histogram::add(Duration value) {
  const std::size_t bucket = bucket_of(value);
  if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
  ++buckets_[bucket];
  ++count_;
  sum_ += value;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

Duration Histogram::quantile(double share) const {
  const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  // Most buckets of a short run lie below its first value.
  for (std::size_t bucket = bucket_of(min_); bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen < rank) continue;
    const double middle = std::pow(kGrowth, static_cast<double>(bucket)) * (1 + kGrowth) / 2;
    return std::clamp(Duration(std::llround(middle)), min_, max_);
  }
  return max_;
}

std::optional<Latency> Histogram::latency() const {
  if (count_ == 0) return {};
  return Latency{.min = min_,
                 .mean = sum_ / static_cast<Duration::rep>(count_),
                 .p50 = quantile(0.50),
                 .p90 = quantile(0.90),
                 .p95 = quantile(0.95),
                 .p99 = quantile(0.99),
                 .max = max_};
}

void Stats::add(const Result& result) {
  ++summary_.total;
  if (result.ok()) {
    ++summary_.ok;
  } else {
    const bool never_started = result.attempts == 0 && result.error->phase != Phase::input;
    ++(never_started ? summary_.skipped : summary_.failed);
    ++summary_.by_error[result.error->code];
    ++summary_.by_phase[static_cast<std::size_t>(result.error->phase)];
    if (result.unfinished()) summary_.complete = false;
    count(result);
  }
  if (result.flaky()) ++summary_.flaky;
  summary_.attempts += result.attempts;
  summary_.body_bytes += result.response.body_bytes;
  if (result.response.status) {
    ++summary_.by_status[*result.response.status];
    if (result.timings.total) latency_.add(*result.timings.total);
  }
}

/// Counts a failure for the exit code, if it is one that counts. What a stop has left unfinished
/// is told by the stop, and bad lines by their phase.
void Stats::count(const Result& failed) {
  const Phase phase = failed.error->phase;
  if (phase == Phase::input || failed.unfinished()) return;
  if (failed.baseline == BaselineVerdict::known || fail_on_ == FailOn::never) return;
  const bool check = phase == Phase::check;
  if (check && fail_on_ != FailOn::transport) ++summary_.counted_checks;
  if (!check && fail_on_ != FailOn::check) ++summary_.counted_requests;
}

Summary Stats::finish() && {
  summary_.latency = latency_.latency();
  return std::move(summary_);
}

}  // namespace urlfan
