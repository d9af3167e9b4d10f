#include "src/serve/serve_metrics.h"

#include "src/report/host_metrics.h"
#include "src/report/probe_metrics.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

using prometheus::MetricFamily;

double number(std::uint64_t count) { return static_cast<double>(count); }

MetricFamily runs_family(const RunCounts& runs) {
  auto family = gauges("urlfan_serve_runs",
                       "What is under way: calls that clients wait for, runs whose results are "
                       "stored, and such runs that wait for their turn.");
  add_metric(family, number(runs.calls), {{"state", "call"}});
  add_metric(family, number(runs.running), {{"state", "running"}});
  add_metric(family, number(runs.waiting), {{"state", "queued"}});
  return family;
}

}  // namespace

std::string metrics_text(const ServeMetrics& metrics) {
  std::vector<MetricFamily> all;
  const auto add = [&all](MetricFamily family, double value) {
    add_metric(family, value);
    all.push_back(std::move(family));
  };
  auto build = gauges("urlfan_build_info", "1; which urlfan this is.");
  add_metric(build, 1, {{"version", kVersion}});
  all.push_back(std::move(build));
  auto answers = counters("urlfan_serve_answers_total", "Answers by path and status.");
  for (const auto& [key, count] : metrics.answers) {
    add_metric(answers, number(count),
               {{"path", key.first}, {"status", std::to_string(key.second)}});
  }
  if (!answers.metric.empty()) all.push_back(std::move(answers));
  add(gauges("urlfan_serve_connections", "Connections of clients."), number(metrics.connections));
  all.push_back(runs_family(metrics.runs));
  add(gauges("urlfan_serve_schedules", "Schedules."), number(metrics.schedules));
  add(gauges("urlfan_serve_results_kept", "Results in the store."), number(metrics.results_kept));
  add(gauges("urlfan_serve_store_works",
             "Whether the store could be written when it was tried last."),
      metrics.store_works ? 1 : 0);
  for (auto& family :
       host_metrics(metrics.hosts, [](const std::string& origin) { return origin; })) {
    all.push_back(std::move(family));
  }
  return metrics_text(all);
}

}  // namespace urlfan
