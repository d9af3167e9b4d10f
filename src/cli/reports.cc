#include "src/cli/reports.h"

#include <utility>

#include "src/model/exit_code.h"
#include "src/output/summary_sink.h"

namespace urlfan {
namespace {

std::unique_ptr<OutputFile> open_report(const ReportTarget& target, StopSignals& signals) {
  if (target.kind->appended) return OutputFile::append(target.file, signals);
  return std::make_unique<OutputFile>(target.file, signals);
}

}  // namespace

Reports::Reports(const OutputSettings& settings, StopSignals& signals, spdlog::logger& log)
    : log_(log), with_results_(settings.reports.size()) {
  for (const auto& target : settings.reports) {
    Report report;
    report.file = open_report(target, signals);
    report.writer = target.kind->make(report.file->stream(), settings.records);
    reports_.push_back(std::move(report));
    show_commands_ = show_commands_ || target.kind->shows_commands;
  }
  if (settings.summary_file.empty()) return;
  Report summary;
  summary.file = std::make_unique<OutputFile>(settings.summary_file, signals);
  summary.writer = std::make_unique<SummarySink>(summary.file->stream());
  summary.has_results = false;
  reports_.push_back(std::move(summary));
}

/// Gives up those that throw.
template <typename Call>
void Reports::for_each(const Call& call) {
  std::erase_if(reports_, [&](Report& report) {
    try {
      call(report);
      return false;
    } catch (const OutputError& error) {
      log_.error("{}", error.what());
      failed_ = true;
      if (report.has_results) --with_results_;
      return true;
    }
  });
}

void Reports::write(const Result& result) {
  for_each([&](Report& report) { report.writer->write(result); });
}

void Reports::idle(const Progress& progress) {
  for_each([&](Report& report) { report.writer->idle(progress); });
}

void Reports::finish(const Summary& summary) {
  Summary told = summary;
  for_each([&](Report& report) {
    if (failed_) told.exit_code = kExitInternal;
    report.writer->finish(told);
    report.file->commit();
  });
}

}  // namespace urlfan
