#include "src/cli/reports.h"

#include <utility>

namespace urlfan {
namespace {

std::unique_ptr<OutputFile> open_report(const ReportTarget& target, StopSignals& signals) {
  if (target.kind->appended) return OutputFile::append(target.file, signals);
  return std::make_unique<OutputFile>(target.file, signals);
}

}  // namespace

Reports::Reports(const std::vector<ReportTarget>& targets, StopSignals& signals,
                 spdlog::logger& log)
    : log_(log) {
  for (const auto& target : targets) {
    Report report;
    report.file = open_report(target, signals);
    report.writer = target.kind->make(report.file->stream());
    reports_.push_back(std::move(report));
  }
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
  for_each([&](Report& report) {
    report.writer->finish(summary);
    report.file->commit();
  });
}

}  // namespace urlfan
