#include "src/cli/options/output_options.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <set>
#include <string>
#include <system_error>

#include "src/base/units.h"
#include "src/cli/options/values.h"
#include "src/cli/report_kinds.h"

namespace urlfan {
namespace {

constexpr const char* kGroup = "Output";

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
    throw UsageError("--report: there is no report \"" + kind + "\"; expected " +
                     report_kinds_listed());
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
  if (!output.file.empty()) taken.insert(resolved(output.file));
  for (const auto& report : output.reports) {
    if (report.file != "-" && !taken.insert(resolved(report.file)).second) {
      throw UsageError("two outputs would be written to " + report.file);
    }
  }
}

}  // namespace

void OutputOptions::add_to(CLI::App& app, OutputSettings& output) {
  add_choice<Format>(app, "--format", output.format,
                     {{"json", Format::json}, {"ndjson", Format::ndjson}, {"table", Format::table}},
                     "One JSON document, one JSON object a line, or a table for eyes")
      ->group(kGroup);
  add_choice<bool>(app, "--show", output.failed_only, {{"all", false}, {"failed", true}},
                   "Which results are written; the summary counts all")
      ->group(kGroup);
  app.add_option_function<std::string>(
         "-o,--output",
         [&output](const std::string& file) { output.file = file == "-" ? "" : file; },
         "Write to this file; it appears when it is complete")
      ->type_name("FILE")
      ->group(kGroup);
  add_each(
      app, "--report",
      [&output](const std::string& text) { output.reports.push_back(report_target(text)); },
      "Write a report as well; may stand several times. KIND is " + report_kinds_described() +
          ". FILE - is standard error")
      ->type_name("KIND=FILE")
      ->group(kGroup);
}

void OutputOptions::add_those_of_run(CLI::App& app, RunConfig& run) {
  add_choice<bool>(app, "--order", input_order_, {{"input", true}, {"completion", false}},
                   "The order of the results [input for json, completion for the others]")
      ->group(kGroup);
  run.keep_body = 100;  // to see what it is; the library has whole bodies
  add_value(app, "--body", run.keep_body, kept_body, "a size, full or none",
            "How much of each body the result shows")
      ->type_name("SIZE|full|none")
      ->default_str(size_text(run.keep_body))
      ->group(kGroup);
  app.add_flag("--headers", run.keep_headers, "The result tells the headers of the answer")
      ->group(kGroup);
  app.add_option("--save-dir", run.save_dir,
                 "Save whole bodies in this folder, each under its SHA-256, equal ones once; the "
                 "result tells the file")
      ->type_name("DIR")
      ->check(must_not_be_empty())
      ->group(kGroup);
  app.add_flag("--hash", run.hash_body, "The result tells the SHA-256 of the body")->group(kGroup);
}

void OutputOptions::complete(OutputSettings& output) const {
  output.input_order = input_order_.value_or(output.format == Format::json);
  require_distinct_outputs(output);
}

}  // namespace urlfan
