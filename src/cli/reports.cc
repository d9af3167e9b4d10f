#include "src/cli/reports.h"

#include <ostream>
#include <utility>

#include "src/output/document_sink.h"
#include "src/output/ndjson_sink.h"
#include "src/report/github_report.h"
#include "src/report/junit_report.h"
#include "src/report/markdown_report.h"
#include "src/report/prometheus_report.h"
#include "src/report/tap_report.h"

namespace urlfan {
namespace {

std::unique_ptr<OutputFile> open_report(const ReportTarget& target) {
  // $GITHUB_STEP_SUMMARY is one file for all that a step has to say.
  if (target.kind == ReportKind::markdown) return OutputFile::append(target.file);
  return std::make_unique<OutputFile>(target.file);
}

std::unique_ptr<ResultWriter> make_report(ReportKind kind, std::ostream& out) {
  switch (kind) {
    case ReportKind::junit:
      return std::make_unique<JunitReport>(out);
    case ReportKind::tap:
      return std::make_unique<TapReport>(out);
    case ReportKind::markdown:
      return std::make_unique<MarkdownReport>(out);
    case ReportKind::github:
      return std::make_unique<GithubReport>(out);
    case ReportKind::prometheus:
      return std::make_unique<PrometheusReport>(out);
    case ReportKind::ndjson:
      return std::make_unique<NdjsonSink>(out);
    case ReportKind::json:
      break;
  }
  return std::make_unique<DocumentSink>(out);
}

}  // namespace

Reports::Reports(const std::vector<ReportTarget>& targets, spdlog::logger& log) : log_(log) {
  for (const auto& target : targets) {
    Report report;
    report.file = open_report(target);
    report.writer = make_report(target.kind, report.file->stream());
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
