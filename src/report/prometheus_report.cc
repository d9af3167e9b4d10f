#include "src/report/prometheus_report.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "src/model/latency_limits.h"
#include "src/report/wording.h"

namespace urlfan {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using Probe = PrometheusReport::Probe;
using Labels = std::vector<ClientMetric::Label>;

constexpr std::array kLabelNames{"name", "method", "url", "file"};

double in_seconds_as_number(std::chrono::duration<double> duration) { return duration.count(); }

MetricFamily gauges(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Gauge, {}};
}

void add(MetricFamily& family, double value, Labels labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
}

void write_family(std::ostream& out, MetricFamily family) {
  if (family.metric.empty()) return;
  std::vector<MetricFamily> families;
  families.push_back(std::move(family));  // braces would copy it
  prometheus::TextSerializer().Serialize(out, families);
}

Labels labels_of(const Probe& probe) {
  Labels labels;
  for (std::size_t i = 0; i < kLabelNames.size(); ++i) {
    if (!probe.labels[i].empty()) labels.push_back({kLabelNames[i], probe.labels[i]});
  }
  if (probe.repeat > 1) labels.push_back({"repeat", std::to_string(probe.repeat)});
  return labels;
}

/// A URL may stand on the command line twice, a list be named twice: collectors refuse the whole
/// file when two series have the same labels. In the order of the list, so that every run numbers
/// them alike.
void number_repeats(std::vector<Probe>& probes) {
  std::sort(probes.begin(), probes.end(),
            [](const Probe& left, const Probe& right) { return left.index < right.index; });
  const auto by_labels = [](const Probe* left, const Probe* right) {
    return left->labels < right->labels;
  };
  std::map<const Probe*, std::size_t, decltype(by_labels)> seen(by_labels);
  for (auto& probe : probes) probe.repeat = ++seen[&probe];
}

/// The metric of all lines that `value` gives a number for.
template <typename Value>
void write_probes(std::ostream& out, const std::vector<Probe>& probes, MetricFamily family,
                  Value value) {
  for (const auto& probe : probes) {
    const std::optional<double> number = value(probe);
    if (number) add(family, *number, labels_of(probe));
  }
  write_family(out, std::move(family));
}

void write_phases(std::ostream& out, const std::vector<Probe>& probes) {
  auto family = gauges("urlfan_probe_phase_duration_seconds",
                       "Time that a phase took: of the last hop of the last attempt, and before it "
                       "in urlfan (queued) and in other hops (redirect).");
  for (const auto& probe : probes) {
    for (std::size_t i = 0; i < probe.phases.size(); ++i) {
      if (!probe.phases[i]) continue;
      auto labels = labels_of(probe);
      labels.push_back({"phase", std::string(PrometheusReport::kPhases[i])});
      add(family, in_seconds_as_number(*probe.phases[i]), std::move(labels));
    }
  }
  write_family(out, std::move(family));
}

void write_all_probes(std::ostream& out, const std::vector<Probe>& probes) {
  write_probes(out, probes, gauges("urlfan_probe_success", "Whether the line passed."),
               [](const Probe& probe) { return probe.success ? 1.0 : 0.0; });
  write_probes(out, probes,
               gauges("urlfan_probe_duration_seconds", "Time that the last attempt took."),
               [](const Probe& probe) -> std::optional<double> {
                 if (!probe.duration) return {};
                 return in_seconds_as_number(*probe.duration);
               });
  write_phases(out, probes);
  write_probes(out, probes,
               gauges("urlfan_probe_http_status_code", "Status of the last answer, if one came."),
               [](const Probe& probe) { return probe.status; });
  write_probes(out, probes,
               gauges("urlfan_probe_attempts", "Attempts at the line, 0 if it never started."),
               [](const Probe& probe) { return probe.attempts; });
  write_probes(out, probes,
               gauges("urlfan_probe_certificate_end_timestamp_seconds",
                      "The first end of a certificate of the chain, since the Unix epoch."),
               [](const Probe& probe) -> std::optional<double> {
                 if (!probe.certificate_end) return {};
                 return in_seconds_as_number(probe.certificate_end->time_since_epoch());
               });
}

void write_gauge(std::ostream& out, MetricFamily family, double value) {
  add(family, value);
  write_family(out, std::move(family));
}

double number(std::uint64_t count) { return static_cast<double>(count); }

void write_counts(std::ostream& out, const Summary& summary) {
  auto lines = gauges("urlfan_run_lines", "Lines of the run by outcome, which add up to all.");
  add(lines, number(summary.ok), {{"outcome", "ok"}});
  add(lines, number(summary.failed), {{"outcome", "failed"}});
  add(lines, number(summary.skipped), {{"outcome", "skipped"}});
  write_family(out, std::move(lines));
  write_gauge(out, gauges("urlfan_run_flaky_lines", "Lines that failed first and passed later."),
              number(summary.flaky));
  auto failures = gauges("urlfan_run_failures", "Failed and skipped lines by error code.");
  for (const auto& [code, count] : summary.by_error) {
    add(failures, number(count), {{"code", std::string(to_string(code))}});
  }
  write_family(out, std::move(failures));
}

void write_latency(std::ostream& out, const Summary& summary) {
  auto checks = gauges("urlfan_run_check_success", "Whether a check of the whole run holds.");
  for (const auto& check : summary.checks) add(checks, check.ok ? 1 : 0, {{"check", check.name}});
  write_family(out, std::move(checks));
  if (!summary.latency) return;
  auto latency = gauges("urlfan_run_latency_seconds",
                        "Time of the last attempts that were answered; percentiles within 1 %.");
  for (const auto& figure : latency_figures()) {
    add(latency, in_seconds_as_number((*summary.latency).*figure.value),
        {{"statistic", std::string(figure.name)}});
  }
  write_family(out, std::move(latency));
}

void write_run(std::ostream& out, const Summary& summary) {
  write_counts(out, summary);
  write_latency(out, summary);
  write_gauge(out, gauges("urlfan_run_attempts", "Attempts of the run, retries included."),
              number(summary.attempts));
  write_gauge(out, gauges("urlfan_run_body_bytes", "Decoded bytes of all bodies of the run."),
              number(summary.body_bytes));
  write_gauge(out, gauges("urlfan_run_duration_seconds", "Time that the run took."),
              in_seconds_as_number(summary.wall));
  write_gauge(out,
              gauges("urlfan_run_start_time_seconds", "Start of the run since the Unix epoch."),
              in_seconds_as_number(summary.started_at.time_since_epoch()));
  write_gauge(
      out, gauges("urlfan_run_complete", "Whether every line of the list was carried to its end."),
      summary.complete && summary.input_complete ? 1 : 0);
  write_gauge(out, gauges("urlfan_run_exit_code", "Exit code of the run."), summary.exit_code);
}

/// Of its name alone, so that the series goes on when its URL changes.
std::array<std::string, kLabelNames.size()> labels_of_line(const Result& result) {
  if (!result.name.value_or("").empty()) return {harmless(*result.name)};
  if (!result.url.empty()) return {"", harmless(result.method), harmless(result.url)};
  return {"", "", "", list_name(result.where)};
}

}  // namespace

void PrometheusReport::write(const Result& result) {
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
  probes_.push_back(std::move(probe));
}

void PrometheusReport::finish(const Summary& summary) {
  number_repeats(probes_);
  write_all_probes(out_, probes_);
  write_run(out_, summary);
  out_ << std::flush;
}

}  // namespace urlfan
