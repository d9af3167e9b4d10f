#ifndef URLFAN_TESTS_BENCH_FLEET_MODEL_H_
#define URLFAN_TESTS_BENCH_FLEET_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/simulation.h"
#include "urlfan/clock.h"

namespace urlfan {

/// A list that there is not: so many lines over so many hosts. Without an exponent each host has
/// its turn; with one, hosts come by chance, the one of rank r as often as 1 / r^exponent says
/// (Zipf). The same list each time.
void make_list(SimulatedList& list, std::uint64_t lines, std::uint32_t hosts,
               std::optional<double> exponent);

/// The list of a file, as urlfan reads it; bad lines are left out. Throws std::system_error, and
/// std::invalid_argument where all are.
void read_list(SimulatedList& list, const std::string& file);

/// One host after the other, as in a list that is sorted.
void group_by_host(SimulatedList& list);

/// Latencies of which half are above the median and one in a hundred above the p99: log-normal.
std::vector<Duration> log_normal(Duration median, Duration p99);

/// timings_ms.total of all results of a run, as urlfan wrote them (--format ndjson or json). Throws
/// ResultsError, and std::invalid_argument where there is none.
std::vector<Duration> read_latencies(const std::string& file);

}  // namespace urlfan

#endif  // URLFAN_TESTS_BENCH_FLEET_MODEL_H_
