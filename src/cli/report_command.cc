#include "src/cli/report_command.h"

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/distinct_files.h"
#include "src/cli/earlier_results.h"
#include "src/cli/log.h"
#include "src/cli/narrator.h"
#include "src/cli/options/verdict_options.h"
#include "src/cli/outputs.h"
#include "src/cli/progress_line.h"
#include "src/cli/signals.h"
#include "src/history/merge.h"

namespace urlfan {

namespace {

constexpr const char* kReportFooter =
    "Runs of one list, told by its digest, are put together line by line: shards, the goes of "
    "--resume, the same list once more. The last result of each counts, and one that finished "
    "before one that did not. Of other runs all count, but a line that one left unfinished and "
    "another finished counts once. A shard that is missing is named, and the whole is then no "
    "success.\n"
    "Exit: as one run over all, with these --baseline, --fail-on, --max-fail and --max-latency; "
    "see "
    "urlfan --help.";

}  // namespace

void ReportCommand::add_to(CLI::App& tree) {
  CLI::App& app = *tree.add_subcommand(
      std::string(kName),
      "Merges earlier outputs of urlfan, and writes the document and reports of them.");
  app.add_option("RESULTS", files_,
                 "Outputs of --format ndjson or json; one of --summary stands "
                 "behind its results; - is standard input")
      ->type_name("FILE")
      ->required();
  output_options_.add_to(app, output_);
  add_verdict_options(app, tolerance_, baseline_,
                      "Failures that are tolerated. Bad lines never are [0]");
  talk_options_.add_to(app, talk_);
  app.footer(kReportFooter);
}

int ReportCommand::run() {
  output_options_.complete(output_, Format::table);
  talk_options_.complete(talk_);
  const auto log = make_logger(talk_);

  std::vector<std::string> read = files_;
  if (!baseline_.empty()) read.push_back(baseline_);
  require_distinct(read, output_);
  EarlierResults earlier;
  for (const auto& file : files_) earlier.add(file);
  const auto baseline = read_baseline(baseline_, *log);
  Merge merged = earlier.merge(tolerance_, baseline ? &*baseline : nullptr, *log);

  StopSignals signals;
  MainOutput output(output_, talk_, signals);
  Reports reports(output_, signals, *log);
  ProgressLine none(ProgressDisplay::none, {}, *log);
  Narrator narrator(
      none, *log, {.results_on_terminal = output.is_seen(), .all_on_terminal = output.tells_all()});
  Outputs outputs(narrator, output, reports);
  const Request not_known;  // outputs tell of results alone
  while (signals.caught() == 0) {
    auto result = merged.next();
    if (!result) break;
    outputs.take(not_known, std::move(*result));
    output.file().drain(kMostUnwritten);
  }
  // What is written so far has its summary all the same, which says that it was stopped.
  const int number = signals.caught();
  outputs.finish(merged.finish(number != 0 ? stopped_by_signal(number) : StopCause::none));
  output.file().commit();
  return outputs.exit_code();
}

}  // namespace urlfan
