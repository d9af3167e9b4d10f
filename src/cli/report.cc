#include "src/cli/report.h"

#include <string>
#include <utility>
#include <vector>

#include "src/cli/distinct_files.h"
#include "src/cli/earlier_results.h"
#include "src/cli/flags.h"
#include "src/cli/log.h"
#include "src/cli/narrator.h"
#include "src/cli/outputs.h"
#include "src/cli/progress_line.h"
#include "src/cli/settings.h"
#include "src/cli/signals.h"
#include "src/history/merge.h"

namespace urlfan {

int report(int argc, char** argv) {
  ReportFlags flags;
  if (const auto done = parse_flags(argc, argv, flags)) return *done;
  const ReportSettings settings = interpret(flags);
  const auto log = make_logger(settings.talk);

  std::vector<std::string> read = settings.files;
  if (!settings.baseline.empty()) read.push_back(settings.baseline);
  require_distinct(read, settings.output);
  EarlierResults earlier;
  for (const auto& file : settings.files) earlier.add(file, *log);
  const auto baseline = read_baseline(settings.baseline, *log);
  Merge merged = earlier.merge(settings.tolerance, baseline ? &*baseline : nullptr);

  const StopSignals signals;
  MainOutput output(settings.output, settings.talk);
  Reports reports(settings.output.reports, *log);
  ProgressLine none(false, {});
  Narrator narrator(none, *log, {.list_failures = !output.file().is_terminal()});
  Outputs outputs(narrator, output, reports);
  const Request not_known;  // outputs tell of results alone
  while (StopSignals::caught() == 0) {
    auto result = merged.next();
    if (!result) break;
    outputs.take(not_known, std::move(*result));
    if (output.file().channel().unwritten() > kMostUnwritten) {
      output.file().channel().drain(kMostUnwritten);
    }
  }
  // What is written so far has its summary all the same, which says that it was stopped.
  const int number = StopSignals::caught();
  outputs.finish(merged.finish(number != 0 ? stopped_by_signal(number) : StopCause::none));
  output.file().commit();
  return outputs.exit_code();
}

}  // namespace urlfan
