#include "src/report/host_metrics.h"

#include <cstdint>
#include <utility>

#include "src/report/probe_metrics.h"

namespace urlfan {
namespace {

using prometheus::MetricFamily;

double as_value(std::uint64_t count) { return static_cast<double>(count); }

}  // namespace

std::vector<MetricFamily> host_metrics(
    const std::vector<HostStatistics>& hosts,
    const std::function<std::string(const std::string&)>& shown) {
  std::vector<MetricFamily> all;
  const auto add = [&](MetricFamily&& family, auto value) {
    for (const auto& host : hosts) {
      add_metric(family, value(host), {{"origin", shown(host.origin)}});
    }
    if (!family.metric.empty()) all.push_back(std::move(family));
  };
  add(counters("urlfan_host_requests_total",
               "Exchanges with the host that have ended, redirects and retries included."),
      [](const HostStatistics& host) { return as_value(host.requests); });
  add(counters("urlfan_host_failed_requests_total", "Those of them without a whole answer."),
      [](const HostStatistics& host) { return as_value(host.failed); });
  add(counters("urlfan_host_connections_total", "Connections that were made to the host."),
      [](const HostStatistics& host) { return as_value(host.connections); });
  add(counters("urlfan_host_body_bytes_total", "Bytes of all bodies that the host sent."),
      [](const HostStatistics& host) { return as_value(host.body_bytes); });
  add(counters("urlfan_host_answer_seconds_total", "Time that exchanges with an answer took."),
      [](const HostStatistics& host) { return in_seconds_as_number(host.answer_time); });
  add(gauges("urlfan_host_failures_in_a_row", "Of the last exchanges, those that all failed."),
      [](const HostStatistics& host) { return as_value(host.failed_in_a_row); });
  add(gauges("urlfan_host_resting", "Whether the host has asked to be left alone (Retry-After)."),
      [](const HostStatistics& host) { return host.rests_until ? 1 : 0; });
  return all;
}

}  // namespace urlfan
