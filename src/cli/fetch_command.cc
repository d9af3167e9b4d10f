#include "src/cli/fetch_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "src/cli/log.h"
#include "src/cli/notes.h"
#include "src/cli/options/concurrency_options.h"
#include "src/cli/options/limit_options.h"
#include "src/cli/options/network_options.h"
#include "src/cli/options/retry_options.h"
#include "src/cli/options/time_options.h"
#include "src/cli/options/values.h"
#include "src/cli/options/verdict_options.h"
#include "src/cli/output_file.h"
#include "src/cli/run.h"
#include "src/cli/signals.h"
#include "src/model/exit_code.h"
#include "src/output/result_json.h"
#include "urlfan/transport.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

/// "Exit: 0 all ok, 1 a check failed, ..."
std::string exit_statuses() {
  std::string text;
  for (const auto& [code, meaning] : kExitStatuses) {
    text.append(text.empty() ? "Exit: " : ", ").append(code).append(1, ' ').append(meaning);
  }
  return text + ".";
}

void require_dry_run_can_be(const Settings& settings) {
  if (!settings.dry_run) return;
  const OutputSettings& output = settings.output;
  if (output.format != Format::json && output.format != Format::ndjson) {
    throw UsageError("--dry-run prints JSON: use --format json or ndjson");
  }
  const bool of_results =
      !(output.reports.empty() && output.summary_file.empty() && output.records.fields.empty() &&
        settings.baseline.empty() && settings.run.tolerance.max_latency.empty() &&
        settings.resume.file.empty());
  if (of_results) {
    throw UsageError(
        "--dry-run sends nothing, so there is nothing for --report, --summary, --fields, "
        "--max-latency, --baseline or --resume");
  }
}

}  // namespace

void FetchCommand::add_to(CLI::App& app, const std::string& others) {
  input_.add_to(app, given_);
  part_.add_to(app, given_);
  add_concurrency_options(app, given_);
  add_time_options(app, given_.client, given_.run);
  add_deadline(app, given_.run);
  add_wait_options(app, given_.run, *add_retry_options(app, given_.run));
  request_.add_to(app, given_);
  add_network_options(app, given_.client);
  checks_.add_to(app);
  add_limit_options(app, given_.client);
  output_.add_to(app, given_.output);
  output_.add_those_of_run(app, given_.run);
  add_verdict_options(app, given_.run.tolerance, given_.baseline,
                      "Failures that are tolerated; a number also ends the run when it is "
                      "exceeded. Bad lines never are [0]");
  add_fail_fast(app, given_.run);
  talk_.add_to(app, given_.talk);
  talk_.add_those_of_run(app, given_);
  add_other(app);
  app.footer(std::string(kNotes) + others + exit_statuses());
}

void FetchCommand::add_other(CLI::App& app) {
  app.add_flag("--dry-run", given_.dry_run, "Print the requests as JSON, send nothing");
  app.add_flag("--schema", schema_, "Print the JSON Schema of the output");
  // Only when it is asked for: see transport_version.
  app.set_version_flag("-V,--version", [] {
    return std::string("urlfan ") + kVersion + "\n" + transport_version();
  });
  app.add_option("--config", config_, "Read options from this TOML file")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->configurable(false);
}

void FetchCommand::complete(CLI::App& app) {
  sources_.take_environment(app);
  if (!config_.empty()) {
    sources_.take_config(app, config_, secret_environment(given_.secrets), *given_.secrets);
  }
  OptionSources::require_compatible(app);
}

Settings FetchCommand::settings() {
  try {
    return understood();
  } catch (const UsageError& error) {
    throw UsageError(sources_.with_place(error.what()));
  }
}

Settings FetchCommand::understood() {
  Settings settings = std::move(given_);
  if (!config_.empty()) settings.files_read.push_back(config_);
  settings.warnings = sources_.warnings();
  settings.rules.variables = secret_environment(settings.secrets);
  input_.complete(settings);
  settings.rules.checks = checks_.complete();
  request_.complete(settings);
  complete_limit_options(settings);
  complete_network_options(settings);
  complete_verdict_options(settings);
  complete_concurrency_options(settings);
  if (settings.resume.file.empty()) {
    output_.complete(settings.output, settings.dry_run ? Format::json : Format::table);
  } else {
    output_.complete(settings.output, Format::ndjson, Format::ndjson);
  }
  part_.complete(settings);
  talk_.complete(settings.talk);
  talk_.complete_those_of_run(settings);
  require_dry_run_can_be(settings);
  return settings;
}

int FetchCommand::run() {
  if (schema_) {
    StopSignals signals;
    OutputFile output(given_.output.file, signals);
    output.stream() << json_schema();
    output.commit();
    return kExitOk;
  }
  const Settings settings = this->settings();
  const auto log = make_logger(settings.talk);
  return urlfan::run(settings, *log, transport_);
}

}  // namespace urlfan
