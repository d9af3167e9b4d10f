#include "src/cli/options/verdict_options.h"

#include "src/base/units.h"
#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kGroup = "Output";

}  // namespace

void add_verdict_options(CLI::App& app, Tolerance& tolerance, std::string& baseline,
                         const std::string& max_fail_help) {
  app.add_option("--baseline", baseline,
                 "An earlier output, json or ndjson: only failures that are not in it fail the run")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->group(kGroup);
  add_choice<FailOn>(
      app, "--fail-on", tolerance.fail_on,
      {{"any", FailOn::any},
       {"check", FailOn::check},
       {"transport", FailOn::transport},
       {"never", FailOn::never}},
      "Which failures fail the run: all, those of checks, those of transport (no answer, or not a "
      "whole one), none")
      ->group(kGroup);
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
      ->group(kGroup);
}

void complete_verdict_options(Settings& settings) {
  if (!settings.baseline.empty()) settings.files_read.push_back(settings.baseline);
}

void add_fail_fast(CLI::App& app, RunConfig& run) {
  app.add_flag("--fail-fast", run.fail_fast,
               "End the run with the first failure; a bad line is none")
      ->excludes(app.get_option("--max-fail"))
      ->group(kGroup);
}

}  // namespace urlfan
