#include "src/cli/options/verdict_options.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "src/base/units.h"
#include "src/cli/options/values.h"
#include "src/model/latency_limits.h"

namespace urlfan {
namespace {

constexpr const char* kVerdictGroup = "Output";

constexpr const char* kMaxLatency = "--max-latency";

std::string statistics(std::string_view between) {
  std::string names;
  for (const auto& figure : latency_figures()) {
    if (!names.empty()) names += between;
    names += figure.name;
  }
  return names;
}

/// p95=500ms. Of two for the same figure, the last one holds.
void add_limit(std::vector<LatencyLimit>& limits, const std::string& text) {
  const auto equals = text.find('=');
  const std::string_view name = std::string_view(text).substr(0, equals);
  const auto figures = latency_figures();
  const auto figure = std::find_if(figures.begin(), figures.end(),
                                   [name](const auto& each) { return each.name == name; });
  const auto most =
      equals == std::string::npos ? std::nullopt : parse_duration(text.substr(equals + 1));
  const bool has_no_unit = most && !has_unit(text.substr(equals + 1));
  if (figure == figures.end() || has_no_unit || !most || *most <= Duration(0)) {
    refuse(kMaxLatency, "one of " + statistics(", ") + " and its limit, such as p95=500ms", text);
  }
  std::erase_if(limits,
                [figure](const auto& limit) { return limit.statistic == figure->statistic; });
  limits.push_back({.statistic = figure->statistic, .most = *most});
}

}  // namespace

void add_verdict_options(CLI::App& app, Tolerance& tolerance, std::string& baseline,
                         const std::string& max_fail_help) {
  app.add_option("--baseline", baseline,
                 "An earlier output, json or ndjson: only failures that are not in it fail the run")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->group(kVerdictGroup);
  add_choice<FailOn>(
      app, "--fail-on", tolerance.fail_on,
      {{"any", FailOn::any},
       {"check", FailOn::check},
       {"transport", FailOn::transport},
       {"never", FailOn::never}},
      "Which failures fail the run: all, those of checks, those of transport (no answer, or not a "
      "whole one), none")
      ->group(kVerdictGroup);
  app.add_option_function<std::string>(
         "--max-fail",
         [&tolerance](const std::string& text) {
           tolerance.count = parse_count(text);
           tolerance.percent = parse_percent(text);
           if (tolerance.count || tolerance.percent) return;
           refuse("--max-fail", "a number, or a percentage such as 5%", text);
         },
         max_fail_help)
      ->type_name("N|N%")
      ->group(kVerdictGroup);
  add_each(
      app, kMaxLatency,
      [&tolerance](const std::string& text) { add_limit(tolerance.max_latency, text); },
      "Check the whole run: its latency (" + statistics(", ") +
          ") is at most this, within 1 %; may stand several times")
      ->type_name("pNN=TIME")
      ->group(kVerdictGroup);
}

void complete_verdict_options(Settings& settings) {
  if (!settings.baseline.empty()) settings.files_read.push_back(settings.baseline);
}

void add_fail_fast(CLI::App& app, RunConfig& run) {
  app.add_flag("--fail-fast", run.fail_fast,
               "End the run with the first failure; a bad line is none")
      ->excludes(app.get_option("--max-fail"))
      ->group(kVerdictGroup);
}

}  // namespace urlfan
