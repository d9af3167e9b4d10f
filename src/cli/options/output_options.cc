#include "src/cli/options/output_options.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "src/base/did_you_mean.h"
#include "src/base/units.h"
#include "src/cli/options/field_names.h"
#include "src/cli/options/values.h"
#include "src/report/report_kinds.h"

namespace urlfan {
namespace {

constexpr const char* kOutputGroup = "Output";

std::optional<std::uint64_t> kept_body(const std::string& text) {
  if (text == "none") return 0;
  if (text == "full") return std::numeric_limits<std::int64_t>::max();
  return parse_size(text);
}

ReportTarget report_target(const std::string& text) {
  const auto end = text.find('=');
  ReportTarget target;
  if (end != std::string::npos) target.file = text.substr(end + 1);
  if (target.file.empty()) {
    throw UsageError("--report " + text + ": expected KIND=FILE, such as junit=report.xml");
  }
  const std::string kind = text.substr(0, end);
  target.kind = find_report_kind(kind);
  if (target.kind == nullptr) {
    std::vector<std::string_view> known;
    for (const auto& each : report_kinds()) known.push_back(each.name);
    throw UsageError("--report: there is no report \"" + kind + "\"; " + suggestion(kind, known) +
                     "expected " + report_kinds_listed());
  }
  return target;
}

std::string resolved(const std::string& file) {
  std::error_code none;
  const auto whole = std::filesystem::absolute(file, none);
  return std::filesystem::weakly_canonical(whole, none).string();
}

void require_distinct_outputs(const OutputSettings& output) {
  std::set<std::string> taken;
  const auto take = [&taken](const std::string& file) {
    if (!file.empty() && file != "-" && !taken.insert(resolved(file)).second) {
      throw UsageError("two outputs would be written to " + file);
    }
  };
  take(output.file);
  for (const auto& report : output.reports) take(report.file);
  take(output.summary_file);
}

void require_use_of_fields(const OutputSettings& output) {
  const auto& reports = output.reports;
  const bool used = output.format == Format::csv || output.format == Format::ndjson ||
                    std::any_of(reports.begin(), reports.end(),
                                [](const ReportTarget& report) { return report.kind->has_fields; });
  if (used || output.records.fields.empty()) return;
  throw UsageError("--fields is for csv and ndjson: add --format csv, or --report csv=FILE");
}

}  // namespace

void OutputOptions::add_to(CLI::App& app, OutputSettings& output) {
  add_choice<Format>(
      app, "--format", format_,
      {{"json", Format::json},
       {"ndjson", Format::ndjson},
       {"csv", Format::csv},
       {"table", Format::table},
       {"none", Format::none}},
      "One JSON document, one JSON object a line, CSV for spreadsheets, a table for eyes, or "
      "nothing [table on a terminal, else json]")
      ->group(kOutputGroup);
  app.add_option_function<std::string>(
         "--fields",
         [&output](const std::string& text) { output.records.fields = read_fields(text); },
         "The fields that csv and ndjson have of each result, by their names in the JSON, such as "
         "url,error.code,timings_ms.total")
      ->type_name("A,B.C")
      ->group(kOutputGroup);
  app.add_option("--summary", output.summary_file,
                 "Write the summary to this file, as JSON; ndjson then has results alone. - is "
                 "standard error")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->group(kOutputGroup);
  add_choice<bool>(app, "--show", output.failed_only, {{"all", false}, {"failed", true}},
                   "Which results are written; the summary counts all")
      ->group(kOutputGroup);
  app.add_option_function<std::string>(
         "-o,--output",
         [&output](const std::string& file) { output.file = file == "-" ? "" : file; },
         "Write to this file; it appears when it is complete")
      ->type_name("FILE")
      ->group(kOutputGroup);
  add_each(
      app, "--report",
      [&output](const std::string& text) { output.reports.push_back(report_target(text)); },
      "Write a report as well; may stand several times. KIND is " + report_kinds_described() +
          ". FILE - is standard error")
      ->type_name("KIND=FILE")
      ->group(kOutputGroup);
}

void OutputOptions::add_those_of_run(CLI::App& app, RunConfig& run) {
  add_choice<bool>(app, "--order", input_order_, {{"input", true}, {"completion", false}},
                   "The order of the results [input for json, completion for the others]")
      ->group(kOutputGroup);
  add_shown_options(app, run);
  app.add_option("--save-dir", run.save_dir,
                 "Save whole bodies in this folder, each under its SHA-256, equal ones once; the "
                 "result tells the file")
      ->type_name("DIR")
      ->check(must_not_be_empty())
      ->group(kOutputGroup);
}

void add_shown_options(CLI::App& app, RunConfig& run) {
  run.keep_body = 100;  // to see what it is; the library has whole bodies
  add_value(app, "--body", run.keep_body, kept_body, "a size, full or none",
            "How much of each body the result shows")
      ->type_name("SIZE|full|none")
      ->default_str(size_text(run.keep_body))
      ->group(kOutputGroup);
  app.add_flag("--headers", run.keep_headers, "The result tells the headers of the answer")
      ->group(kOutputGroup);
  app.add_flag("--hash", run.hash_body, "The result tells the SHA-256 of the body")
      ->group(kOutputGroup);
}

void OutputOptions::complete(OutputSettings& output, Format for_terminal, Format otherwise) const {
  const bool on_terminal = output.file.empty() && isatty(STDOUT_FILENO) == 1;
  output.format = format_.value_or(on_terminal ? for_terminal : otherwise);
  if (output.format == Format::none && !output.file.empty()) {
    throw UsageError("--format none writes nothing: leave out --output " + output.file);
  }
  output.input_order = input_order_.value_or(output.format == Format::json);
  output.records.without_summary = !output.summary_file.empty();
  require_distinct_outputs(output);
  require_use_of_fields(output);
}

}  // namespace urlfan
