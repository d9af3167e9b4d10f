#include "src/cli/options/part_options.h"

#include <algorithm>
#include <string>

#include "src/base/units.h"
#include "src/cli/options/values.h"

namespace urlfan {
namespace {

constexpr const char* kPartGroup = "Parts";

std::optional<Shard> shard(const std::string& text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto k = parse_count(text.substr(0, slash));
  const auto n = slash < text.size() ? parse_count(text.substr(slash + 1)) : std::nullopt;
  if (!k || !n || *k < 1 || *k > *n) return {};
  return Shard{.k = *k, .n = *n};
}

/// What is of results as a whole, of which a go has only some.
void refuse_beside_resume(bool is_given, const std::string& option, const std::string& file,
                          const std::string& instead) {
  if (!is_given) return;
  throw UsageError(option + " does not go with --resume, which adds results to " + file +
                   " as they come; " + instead);
}

}  // namespace

void PartOptions::add_to(CLI::App& app, Settings& settings) {
  app_ = &app;
  add_value(app, "--shard", settings.shard, shard, "K/N such as 3/8, with K from 1 to N",
            "Fetch part K of N of the list, which N machines share: all lines of a host are in "
            "one part")
      ->type_name("K/N")
      ->group(kPartGroup);
  add_choice<ShardBy>(app, "--shard-by", by_, {{"host", ShardBy::host}, {"line", ShardBy::line}},
                      "What decides to which part a line belongs; by line, limits and rates of a "
                      "host hold in each part by itself")
      ->group(kPartGroup);
  app.add_option("--resume", settings.resume.file,
                 "Write results to this file as ndjson; where it has results, go on: fetch only "
                 "lines that have none that is finished")
      ->type_name("FILE")
      ->check(must_not_be_empty())
      ->group(kPartGroup);
  app.add_flag("--retry-failed", settings.resume.retry_failed,
               "With --resume, also those that failed")
      ->group(kPartGroup);
  add_time(app, "--max-age", settings.resume.max_age,
           "With --resume, also those that were fetched longer ago")
      ->group(kPartGroup);
}

void PartOptions::complete(Settings& settings) const {
  if (settings.shard) settings.shard->by = by_;
  const std::string& file = settings.resume.file;
  if (file.empty()) return;
  if (file == "-") throw UsageError("--resume: - is no file; expected the name of one");
  OutputSettings& output = settings.output;
  const std::string report = "write that afterwards: urlfan report " + file;
  // Also for "-", which leaves no name.
  refuse_beside_resume(app_->count("--output") > 0, "--output", file, "leave it out");
  refuse_beside_resume(output.format != Format::ndjson, "--format", file,
                       report + " --format FORMAT");
  refuse_beside_resume(output.input_order, "--order input", file, report);
  refuse_beside_resume(output.failed_only, "--show failed", file, report + " --show failed");
  refuse_beside_resume(!output.records.fields.empty(), "--fields", file,
                       report + " --format csv --fields A,B");
  refuse_beside_resume(!output.summary_file.empty(), "--summary", file, report + " --summary FILE");
  refuse_beside_resume(!output.reports.empty(), "--report", file, report + " --report KIND=FILE");
  output.file = file;
}

}  // namespace urlfan
