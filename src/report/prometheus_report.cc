#include "src/report/prometheus_report.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <utility>

#include "src/model/latency_limits.h"

namespace urlfan {
namespace {

using prometheus::MetricFamily;

void write_family(std::ostream& out, MetricFamily family) {
  if (family.metric.empty()) return;
  std::vector<MetricFamily> families;
  families.push_back(std::move(family));  // braces would copy it
  prometheus::TextSerializer().Serialize(out, families);
}

void write_gauge(std::ostream& out, MetricFamily family, double value) {
  add_metric(family, value);
  write_family(out, std::move(family));
}

double number(std::uint64_t count) { return static_cast<double>(count); }

void write_counts(std::ostream& out, const Summary& summary) {
  auto lines = gauges("urlfan_run_lines", "Lines of the run by outcome, which add up to all.");
  add_metric(lines, number(summary.ok), {{"outcome", "ok"}});
  add_metric(lines, number(summary.failed), {{"outcome", "failed"}});
  add_metric(lines, number(summary.skipped), {{"outcome", "skipped"}});
  write_family(out, std::move(lines));
  write_gauge(out, gauges("urlfan_run_flaky_lines", "Lines that failed first and passed later."),
              number(summary.flaky));
  auto failures = gauges("urlfan_run_failures", "Failed and skipped lines by error code.");
  for (const auto& [code, count] : summary.by_error) {
    add_metric(failures, number(count), {{"code", std::string(to_string(code))}});
  }
  write_family(out, std::move(failures));
}

void write_latency(std::ostream& out, const Summary& summary) {
  auto checks = gauges("urlfan_run_check_success", "Whether a check of the whole run holds.");
  for (const auto& check : summary.checks)
    add_metric(checks, check.ok ? 1 : 0, {{"check", check.name}});
  write_family(out, std::move(checks));
  if (!summary.latency) return;
  auto latency = gauges("urlfan_run_latency_seconds",
                        "Time of the last attempts that were answered; percentiles within 1 %.");
  for (const auto& figure : latency_figures()) {
    add_metric(latency, in_seconds_as_number((*summary.latency).*figure.value),
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

}  // namespace

void PrometheusReport::write(const Result& result) { probes_.push_back(probe_of(result)); }

void PrometheusReport::finish(const Summary& summary) {
  number_repeats(probes_);
  for_each_probe_metric(probes_,
                        [this](MetricFamily&& family) { write_family(out_, std::move(family)); });
  write_run(out_, summary);
  out_ << std::flush;
}

}  // namespace urlfan
