#include "src/cli/report.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/distinct_files.h"
#include "src/cli/earlier_results.h"
#include "src/cli/flags.h"
#include "src/cli/log.h"
#include "src/cli/merge.h"
#include "src/cli/narrator.h"
#include "src/cli/outputs.h"
#include "src/cli/progress_line.h"
#include "src/cli/settings.h"
#include "src/cli/signals.h"
#include "src/core/exit_code.h"

namespace urlfan {

int report(int argc, char** argv) {
  ReportFlags flags;
  if (const auto done = parse_flags(argc, argv, flags)) return *done;
  const ReportSettings settings = interpret(flags);
  const auto log = make_logger(settings.talk);

  std::vector<std::string> read = settings.files;
  if (!settings.baseline.empty()) read.push_back(settings.baseline);
  require_distinct(read, settings.output);
  std::vector<EarlierRun> runs;
  for (const auto& file : settings.files) {
    auto more = read_earlier(file, *log);
    std::move(more.begin(), more.end(), std::back_inserter(runs));
  }
  const auto baseline = read_baseline(settings.baseline, *log);
  auto merged = merge(std::move(runs), settings.tolerance, baseline ? &*baseline : nullptr);

  const StopSignals signals;
  MainOutput output(settings.output, settings.talk);
  Reports reports(settings.output.reports, *log);
  ProgressLine none(false, {});
  Narrator narrator(output.sink(), none, *log, {.list_failures = !output.file().is_terminal()});
  Outputs outputs(narrator, output.file().channel(), reports);
  // What is written so far has its summary all the same: it counts all, and says that it was
  // stopped.
  for (auto& result : merged.results) {
    if (StopSignals::caught() != 0) break;
    outputs.write(std::move(result));
    if (output.file().channel().unwritten() > kMostUnwritten) {
      output.file().channel().drain(kMostUnwritten);
    }
  }
  if (const int number = StopSignals::caught(); number != 0) {
    merged.summary.stop = stopped_by_signal(number);
    merged.summary.complete = false;
    merged.summary.exit_code = exit_code_of_signal(number);
  }
  outputs.finish(merged.summary);
  output.file().commit();
  return outputs.exit_code();
}

}  // namespace urlfan
