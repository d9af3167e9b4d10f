#ifndef URLFAN_MODEL_LATENCY_LIMITS_H_
#define URLFAN_MODEL_LATENCY_LIMITS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "urlfan/result.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// A figure of Latency that can have a limit.
struct LatencyFigure {
  LatencyStatistic statistic;
  /// As in the output: "p95".
  std::string_view name;
  Duration Latency::*value;
};

/// All of them, in the order in which they are told.
std::span<const LatencyFigure> latency_figures() noexcept;

/// A check for each limit of a run. Where no line was answered they cannot be made, and are not ok;
/// a run without lines has none.
std::vector<CheckOutcome> judge(const std::vector<LatencyLimit>& limits, std::uint64_t lines,
                                const std::optional<Latency>& latency);

}  // namespace urlfan

#endif  // URLFAN_MODEL_LATENCY_LIMITS_H_
