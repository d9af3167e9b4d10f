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
  /// Takes the memory that add() needs for it.
  void make_room(Duration value);
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
  /// What counts of a result.
  struct Entry {
    /// Empty: it is ok.
    std::optional<ErrorCode> error = {};
    Phase phase = Phase::local;
    bool never_started = false;
    bool unfinished = false;
    /// A failure that is neither tolerated nor told by other means, so it is one for the exit code.
    bool counted = false;
    bool flaky = false;
    unsigned attempts = 0;
    std::uint64_t body_bytes = 0;
    std::optional<int> status = {};
    std::optional<Duration> total = {};
  };

  explicit Stats(FailOn fail_on = FailOn::any) : fail_on_(fail_on) {}

  /// Reads a result, and takes the memory that add() will need for it; counts nothing. So a result
  /// can be counted when it was handed on, and that cannot fail any more.
  Entry prepare(const Result& result);
  void add(const Entry& entry) noexcept;
  void add(const Result& result) { add(prepare(result)); }

  const Summary& so_far() const noexcept { return summary_; }
  /// The counts, with the percentiles; the caller fills in times, causes and the exit code.
  Summary finish() &&;

 private:
  bool counts(const Result& failed) const noexcept;

  FailOn fail_on_;
  Summary summary_;
  Histogram latency_;
};

}  // namespace urlfan

#endif  // URLFAN_MODEL_STATS_H_
