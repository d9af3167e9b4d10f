#ifndef URLFAN_MODEL_STATS_H_
#define URLFAN_MODEL_STATS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "urlfan/result.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// Durations in buckets that grow by 2 %: any quantile is within 1 %, in 10 KiB for ever.
class Histogram {
 public:
  void add(Duration value);
  /// Empty before the first value.
  std::optional<Latency> latency() const;

 private:
  Duration quantile(double share) const;

  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  Duration sum_{0};
  Duration min_ = Duration::max();
  Duration max_{0};
};

/// Counts results into a Summary.
class Stats {
 public:
  explicit Stats(FailOn fail_on = FailOn::any) : fail_on_(fail_on) {}

  void add(const Result& result);
  const Summary& so_far() const noexcept { return summary_; }
  /// The counts, with the percentiles; the caller fills in times, causes and the exit code.
  Summary finish() &&;

 private:
  void count(const Result& failed);

  FailOn fail_on_;
  Summary summary_;
  Histogram latency_;
};

}  // namespace urlfan

#endif  // URLFAN_MODEL_STATS_H_
