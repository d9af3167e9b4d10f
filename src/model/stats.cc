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

void Histogram::make_room(Duration value) {
  const std::size_t bucket = bucket_of(value);
  if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
}

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

Stats::Entry Stats::prepare(const Result& result) {
  Entry entry{.flaky = result.flaky(),
              .attempts = result.attempts,
              .body_bytes = result.response.body_bytes,
              .status = result.response.status};
  if (!result.ok()) {
    entry.error = result.error->code;
    entry.phase = result.error->phase;
    entry.never_started = result.attempts == 0 && result.error->phase != Phase::input;
    entry.unfinished = result.unfinished();
    entry.counted = counts(result);
    summary_.by_error.try_emplace(*entry.error);
  }
  if (entry.status) {
    summary_.by_status.try_emplace(*entry.status);
    entry.total = result.timings.total;
    if (entry.total) latency_.make_room(*entry.total);
  }
  return entry;
}

/// Whether a failure counts for the exit code. What a stop has left unfinished is told by the stop,
/// and bad lines by their phase.
bool Stats::counts(const Result& failed) const noexcept {
  const Phase phase = failed.error->phase;
  if (phase == Phase::input || failed.unfinished()) return false;
  if (failed.baseline == BaselineVerdict::known || fail_on_ == FailOn::never) return false;
  return fail_on_ != (phase == Phase::check ? FailOn::transport : FailOn::check);
}

void Stats::add(const Entry& entry) noexcept {
  ++summary_.total;
  if (!entry.error) {
    ++summary_.ok;
  } else {
    ++(entry.never_started ? summary_.skipped : summary_.failed);
    ++summary_.by_error[*entry.error];
    ++summary_.by_phase[static_cast<std::size_t>(entry.phase)];
    if (entry.unfinished) summary_.complete = false;
    const bool check = entry.phase == Phase::check;
    if (entry.counted) ++(check ? summary_.counted_checks : summary_.counted_requests);
  }
  if (entry.flaky) ++summary_.flaky;
  summary_.attempts += entry.attempts;
  summary_.body_bytes += entry.body_bytes;
  if (entry.status) ++summary_.by_status[*entry.status];
  if (entry.total) latency_.add(*entry.total);
}

Summary Stats::finish() && {
  // Of results that were prepared, and then not handed on.
  const auto is_none = [](const auto& each) { return each.second == 0; };
  std::erase_if(summary_.by_status, is_none);
  std::erase_if(summary_.by_error, is_none);
  summary_.latency = latency_.latency();
  return std::move(summary_);
}

}  // namespace urlfan
