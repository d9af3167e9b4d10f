#include "src/report/probe_metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "src/report/wording.h"

namespace urlfan {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::array kLabelNames{"name", "method", "url", "file"};

/// Of its name alone, so that the series goes on when its URL changes.
std::array<std::string, kLabelNames.size()> labels_of_line(const Result& result) {
  if (!result.name.value_or("").empty()) return {harmless(*result.name)};
  if (!result.url.empty()) return {"", harmless(result.method), harmless(result.url)};
  return {"", "", "", list_name(result.where)};
}

/// The metric of all lines that `value` gives a number for.
template <typename Value>
MetricFamily metric_of(const std::vector<Probe>& probes, MetricFamily family, Value value) {
  for (const auto& probe : probes) {
    const std::optional<double> number = value(probe);
    if (number) add_metric(family, *number, labels_of(probe));
  }
  return family;
}

MetricFamily phases_of(const std::vector<Probe>& probes) {
  auto family = gauges("urlfan_probe_phase_duration_seconds",
                       "Time that a phase took: of the last hop of the last attempt, and before it "
                       "in urlfan (queued) and in other hops (redirect).");
  for (const auto& probe : probes) {
    for (std::size_t i = 0; i < probe.phases.size(); ++i) {
      if (!probe.phases[i]) continue;
      auto labels = labels_of(probe);
      labels.push_back({"phase", std::string(Probe::kPhases[i])});
      add_metric(family, in_seconds_as_number(*probe.phases[i]), std::move(labels));
    }
  }
  return family;
}

}  // namespace

Probe probe_of(const Result& result) {
  const Timings& times = result.timings;
  Probe probe{.index = result.index,
              .labels = labels_of_line(result),
              .success = result.ok(),
              .attempts = result.attempts,
              .duration = times.total,
              .phases = {result.queued, times.dns, times.connect, times.tls, times.wait,
                         times.receive, result.redirect_time},
              .status = result.response.status};
  if (const auto& tls = result.response.tls) probe.certificate_end = tls->good_until();
  return probe;
}

void number_repeats(std::vector<Probe>& probes) {
  std::sort(probes.begin(), probes.end(),
            [](const Probe& left, const Probe& right) { return left.index < right.index; });
  const auto by_labels = [](const Probe* left, const Probe* right) {
    return left->labels < right->labels;
  };
  std::map<const Probe*, std::size_t, decltype(by_labels)> seen(by_labels);
  for (auto& probe : probes) probe.repeat = ++seen[&probe];
}

void for_each_probe_metric(const std::vector<Probe>& probes,
                           const std::function<void(MetricFamily&&)>& take) {
  const auto hand_over = [&take](MetricFamily&& family) {
    if (!family.metric.empty()) take(std::move(family));
  };
  hand_over(metric_of(probes, gauges("urlfan_probe_success", "Whether the line passed."),
                      [](const Probe& probe) { return probe.success ? 1.0 : 0.0; }));
  hand_over(metric_of(probes,
                      gauges("urlfan_probe_duration_seconds", "Time that the last attempt took."),
                      [](const Probe& probe) -> std::optional<double> {
                        if (!probe.duration) return {};
                        return in_seconds_as_number(*probe.duration);
                      }));
  hand_over(phases_of(probes));
  hand_over(metric_of(
      probes, gauges("urlfan_probe_http_status_code", "Status of the last answer, if one came."),
      [](const Probe& probe) { return probe.status; }));
  hand_over(metric_of(
      probes, gauges("urlfan_probe_attempts", "Attempts at the line, 0 if it never started."),
      [](const Probe& probe) { return probe.attempts; }));
  hand_over(metric_of(probes,
                      gauges("urlfan_probe_certificate_end_timestamp_seconds",
                             "The first end of a certificate of the chain, since the Unix epoch."),
                      [](const Probe& probe) -> std::optional<double> {
                        if (!probe.certificate_end) return {};
                        return in_seconds_as_number(probe.certificate_end->time_since_epoch());
                      }));
}

MetricLabels labels_of(const Probe& probe) {
  MetricLabels labels;
  for (std::size_t i = 0; i < kLabelNames.size(); ++i) {
    if (!probe.labels[i].empty()) labels.push_back({kLabelNames[i], probe.labels[i]});
  }
  if (probe.repeat > 1) labels.push_back({"repeat", std::to_string(probe.repeat)});
  return labels;
}

MetricFamily gauges(std::string name, std::string help) {
  return {std::move(name), std::move(help), MetricType::Gauge, {}};
}

MetricFamily counters(std::string name, std::string help) {
  return {std::move(name), std::move(help), MetricType::Counter, {}};
}

void add_metric(MetricFamily& family, double value, MetricLabels labels) {
  ClientMetric metric;
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  family.metric.push_back(std::move(metric));
}

std::string metrics_text(const std::vector<MetricFamily>& families) {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

}  // namespace urlfan
