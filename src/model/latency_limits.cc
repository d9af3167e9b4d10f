#include "src/model/latency_limits.h"

#include <algorithm>
#include <array>
#include <string>

#include "src/base/units.h"

namespace urlfan {
namespace {

constexpr std::array kFigures{
    LatencyFigure{LatencyStatistic::mean, "mean", &Latency::mean},
    LatencyFigure{LatencyStatistic::p50, "p50", &Latency::p50},
    LatencyFigure{LatencyStatistic::p90, "p90", &Latency::p90},
    LatencyFigure{LatencyStatistic::p95, "p95", &Latency::p95},
    LatencyFigure{LatencyStatistic::p99, "p99", &Latency::p99},
    LatencyFigure{LatencyStatistic::max, "max", &Latency::max},
};

CheckOutcome judge(const LatencyLimit& limit, const std::optional<Latency>& latency) {
  const auto& figure = *std::find_if(
      kFigures.begin(), kFigures.end(),
      [&limit](const LatencyFigure& each) { return each.statistic == limit.statistic; });
  CheckOutcome check;
  check.name.append("max-latency:").append(figure.name);
  check.expected.append("<=").append(milliseconds_text(limit.most));
  if (!latency) return check;
  const Duration value = (*latency).*figure.value;
  check.ok = value <= limit.most;
  check.actual = milliseconds_text(value);
  return check;
}

}  // namespace

std::span<const LatencyFigure> latency_figures() noexcept { return kFigures; }

std::vector<CheckOutcome> judge(const std::vector<LatencyLimit>& limits, std::uint64_t lines,
                                const std::optional<Latency>& latency) {
  std::vector<CheckOutcome> checks;
  if (lines == 0) return checks;
  for (const auto& limit : limits) checks.push_back(judge(limit, latency));
  return checks;
}

}  // namespace urlfan
