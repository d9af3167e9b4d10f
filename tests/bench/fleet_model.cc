#include "tests/bench/fleet_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

#include "src/history/result_reader.h"
#include "src/list/list_file.h"
#include "src/list/list_reader.h"
#include "urlfan/request.h"

namespace urlfan {
namespace {

constexpr unsigned kSeed = 1;
// So that one in ten thousand is among them ten times.
constexpr int kLatencies = 100'000;
// Of the standard normal distribution.
constexpr double kQuantile99 = 2.3263478740408408;

/// As shard_of_host wants it.
std::string name_of(const Origin& origin) {
  const std::string_view name = origin.name();
  return std::string(name.starts_with('[') ? name.substr(1, name.size() - 2) : name);
}

}  // namespace

void make_list(SimulatedList& list, std::uint64_t lines, std::uint32_t hosts,
               std::optional<double> exponent) {
  for (std::uint32_t i = 0; i < hosts; ++i) {
    list.hosts.push_back(std::to_string(i) + ".example");
  }
  list.lines.reserve(lines);
  if (!exponent) {
    for (std::uint64_t i = 0; i < lines; ++i) {
      list.lines.push_back(static_cast<std::uint32_t>(i % hosts));
    }
    return;
  }
  std::minstd_rand chance(kSeed);
  std::vector<double> weights;
  for (std::uint32_t i = 0; i < hosts; ++i) weights.push_back(std::pow(i + 1.0, -*exponent));
  std::shuffle(weights.begin(), weights.end(), chance);  // the first host need not be the busiest
  std::discrete_distribution<std::uint32_t> host(weights.begin(), weights.end());
  for (std::uint64_t i = 0; i < lines; ++i) list.lines.push_back(host(chance));
}

void read_list(SimulatedList& list, const std::string& file) {
  std::vector<Input> inputs;
  inputs.emplace_back(ListFile(file));
  LineRules rules;
  rules.parse_url = TargetParser({});
  ListReader reader(std::move(inputs), std::move(rules));
  std::unordered_map<std::string, std::uint32_t> places;
  while (true) {
    const auto next = reader.next();
    const auto* request = std::get_if<Request>(&next);
    if (request == nullptr) break;
    if (request->bad) continue;
    const auto [host, is_new] = places.try_emplace(name_of(request->target.origin),
                                                   static_cast<std::uint32_t>(list.hosts.size()));
    if (is_new) list.hosts.push_back(host->first);
    list.lines.push_back(host->second);
  }
  if (list.lines.empty()) throw std::invalid_argument(file + ": has no URL; expected one a line");
}

void group_by_host(SimulatedList& list) { std::sort(list.lines.begin(), list.lines.end()); }

std::vector<Duration> log_normal(Duration median, Duration p99) {
  const auto log_of = [](Duration time) { return std::log(static_cast<double>(time.count())); };
  const double spread = (log_of(p99) - log_of(median)) / kQuantile99;
  if (spread <= 0) return {median};
  std::minstd_rand chance(kSeed);
  std::lognormal_distribution<double> microseconds(log_of(median), spread);
  std::vector<Duration> latencies;
  latencies.reserve(kLatencies);
  for (int i = 0; i < kLatencies; ++i) {
    latencies.emplace_back(static_cast<Duration::rep>(microseconds(chance)));
  }
  return latencies;
}

std::vector<Duration> read_latencies(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<Duration> latencies;
  read_results(in, file, [&latencies](const EarlierResult& earlier) {
    const auto& total = earlier.result.timings.total;
    if (total) latencies.push_back(*total);
  });
  if (latencies.empty()) {
    throw std::invalid_argument(file +
                                ": has no result that tells its timings_ms.total; expected "
                                "what urlfan --format ndjson has written");
  }
  return latencies;
}

}  // namespace urlfan
