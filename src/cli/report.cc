#include "src/cli/report.h"

#include <iterator>
#include <utility>

#include "src/cli/earlier_results.h"
#include "src/cli/flags.h"
#include "src/cli/log.h"
#include "src/cli/merge.h"
#include "src/cli/narrator.h"
#include "src/cli/outputs.h"
#include "src/cli/progress_line.h"
#include "src/cli/settings.h"

namespace urlfan {

int report(int argc, char** argv) {
  ReportFlags flags;
  if (const auto done = parse_flags(argc, argv, flags)) return *done;
  const ReportSettings settings = interpret(flags);
  const auto log = make_logger(settings.talk);

  std::vector<EarlierRun> runs;
  for (const auto& file : settings.files) {
    auto more = read_earlier(file, *log);
    std::move(more.begin(), more.end(), std::back_inserter(runs));
  }
  const auto baseline = read_baseline(settings.baseline, *log);
  auto merged = merge(std::move(runs), settings.tolerance, baseline ? &*baseline : nullptr);

  MainOutput output(settings.output, settings.talk);
  Reports reports(settings.output.reports, *log);
  ProgressLine none(false, {});
  Narrator narrator(output.sink(), none, *log, {.list_failures = !output.file().is_terminal()});
  Outputs outputs(narrator, reports);
  for (auto& result : merged.results) outputs.write(std::move(result));
  outputs.finish(merged.summary);
  output.file().commit();
  return outputs.exit_code();
}

}  // namespace urlfan
