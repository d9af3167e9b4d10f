#include "src/watch/watch_metrics.h"

#include <string>
#include <utility>

#include "src/report/host_metrics.h"
#include "src/report/probe_metrics.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

using prometheus::MetricFamily;

double number(std::uint64_t count) { return static_cast<double>(count); }

/// All metrics, in their order.
class Metrics {
 public:
  void add(MetricFamily&& family) {
    if (!family.metric.empty()) all_.push_back(std::move(family));
  }
  void add(MetricFamily&& family, double value) {
    add_metric(family, value);
    add(std::move(family));
  }
  std::vector<MetricFamily> take() { return std::move(all_); }

 private:
  std::vector<MetricFamily> all_;
};

void add_lines(Metrics& all, const WatchedLines& watched) {
  std::vector<Probe> probes;
  for (const auto& line : watched.lines()) {
    if (line.probe) probes.push_back(*line.probe);
  }
  number_repeats(probes);
  auto up = gauges("urlfan_probe_up",
                   "Whether the service of the line is up, by several results in a row; without a "
                   "value while too little has come.");
  auto since = gauges("urlfan_probe_up_changed_timestamp_seconds",
                      "Since when it is up, or down, since the Unix epoch.");
  for (const auto& probe : probes) {
    const LineHealth& health = watched.lines()[probe.index].health;
    if (health.health() == Health::unknown) continue;
    add_metric(up, health.health() == Health::up ? 1 : 0, labels_of(probe));
    add_metric(since, in_seconds_as_number(health.since().time_since_epoch()), labels_of(probe));
  }
  all.add(std::move(up));
  all.add(std::move(since));
  for_each_probe_metric(probes, [&all](MetricFamily&& family) { all.add(std::move(family)); });
}

void add_last_round(Metrics& all, const RoundEnd& last) {
  const Summary& summary = last.summary;
  all.add(gauges("urlfan_watch_round_start_time_seconds",
                 "Start of the last round since the Unix epoch."),
          in_seconds_as_number(summary.started_at.time_since_epoch()));
  all.add(gauges("urlfan_watch_round_duration_seconds", "Time that the last round took."),
          in_seconds_as_number(summary.wall));
  all.add(gauges("urlfan_watch_round_delay_seconds",
                 "Time from when the last round was due to its begin."),
          in_seconds_as_number(last.delay));
  auto lines = gauges("urlfan_watch_round_lines",
                      "Lines of the last round by outcome, which add up to all.");
  add_metric(lines, number(summary.ok), {{"outcome", "ok"}});
  add_metric(lines, number(summary.failed), {{"outcome", "failed"}});
  add_metric(lines, number(summary.skipped), {{"outcome", "skipped"}});
  add_metric(lines, number(last.resting), {{"outcome", "resting"}});
  all.add(std::move(lines));
  if (last.own_network == Health::unknown) return;
  all.add(gauges("urlfan_watch_own_network_up",
                 "Whether the URL of --own-network passed; while it does not, no line is called "
                 "down."),
          last.own_network == Health::up ? 1 : 0);
}

void add_rounds(Metrics& all, const Watcher& watcher) {
  const WatchFigures& figures = watcher.figures();
  const HealthCounts counts = watcher.counts();
  auto lines = gauges("urlfan_watch_lines", "Lines by what is held of their services.");
  add_metric(lines, number(counts.up), {{"state", "up"}});
  add_metric(lines, number(counts.down), {{"state", "down"}});
  add_metric(lines, number(counts.unknown), {{"state", "unknown"}});
  all.add(std::move(lines));
  auto changes = counters("urlfan_watch_changes_total", "Services that went down, or came up.");
  add_metric(changes, number(figures.went_down), {{"state", "down"}});
  add_metric(changes, number(figures.came_up), {{"state", "up"}});
  all.add(std::move(changes));
  all.add(counters("urlfan_watch_rounds_total", "Rounds that have begun."), number(figures.rounds));
  all.add(counters("urlfan_watch_delayed_rounds_total",
                   "Rounds that had to wait for the end of the one before."),
          number(watcher.schedule().delayed()));
  all.add(counters("urlfan_watch_left_out_rounds_total",
                   "Rounds that never began, since the one before took too long."),
          number(watcher.schedule().left_out()));
  if (figures.last) add_last_round(all, *figures.last);
}

void add_aside(Metrics& all, const WatchAside& aside) {
  auto reloads =
      counters("urlfan_watch_reloads_total", "Times that the list or the options were read again.");
  add_metric(reloads, number(aside.reloads), {{"outcome", "taken"}});
  add_metric(reloads, number(aside.refused_reloads), {{"outcome", "refused"}});
  all.add(std::move(reloads));
  auto hook = counters("urlfan_watch_hook_events_total",
                       "Changes by what became of them with the command of --on-change.");
  add_metric(hook, number(aside.hook.succeeded), {{"outcome", "succeeded"}});
  add_metric(hook, number(aside.hook.failed), {{"outcome", "failed"}});
  add_metric(hook, number(aside.hook.killed), {{"outcome", "killed"}});
  add_metric(hook, number(aside.hook.dropped), {{"outcome", "dropped"}});
  all.add(std::move(hook));
  all.add(gauges("urlfan_watch_hook_waiting", "Changes that wait for that command."),
          number(aside.hook_waiting));
}

}  // namespace

std::vector<MetricFamily> watch_metrics(const Watcher& watcher, const WatchAside& aside,
                                        const std::vector<HostStatistics>& hosts,
                                        const Secrets& secrets) {
  Metrics all;
  auto build = gauges("urlfan_build_info", "1; which urlfan this is.");
  add_metric(build, 1, {{"version", kVersion}});
  all.add(std::move(build));
  add_lines(all, watcher.lines());
  add_rounds(all, watcher);
  add_aside(all, aside);
  const auto shown = [&secrets](const std::string& origin) { return secrets.hide(origin); };
  for (auto& family : host_metrics(hosts, shown)) all.add(std::move(family));
  return all.take();
}

}  // namespace urlfan
