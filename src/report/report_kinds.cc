#include "src/report/report_kinds.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

#include "src/output/csv_sink.h"
#include "src/output/document_sink.h"
#include "src/output/ndjson_sink.h"
#include "src/report/github_report.h"
#include "src/report/har_report.h"
#include "src/report/html_report.h"
#include "src/report/junit_report.h"
#include "src/report/markdown_report.h"
#include "src/report/prometheus_report.h"
#include "src/report/tap_report.h"

namespace urlfan {
namespace {

template <typename Report>
std::unique_ptr<ResultWriter> make(std::ostream& out, [[maybe_unused]] const RecordForm& form) {
  if constexpr (std::is_constructible_v<Report, std::ostream&, const RecordForm&>) {
    return std::make_unique<Report>(out, form);
  } else {
    return std::make_unique<Report>(out);
  }
}

constexpr std::array kKinds{
    ReportKind{"junit", make<JunitReport>},
    ReportKind{"tap", make<TapReport>},
    // $GITHUB_STEP_SUMMARY is one file for all that a step has to say.
    ReportKind{.name = "markdown", .make = make<MarkdownReport>, .appended = true},
    ReportKind{"github", make<GithubReport>},
    ReportKind{"prometheus", make<PrometheusReport>},
    ReportKind{.name = "html", .make = make<HtmlReport>, .shows_commands = true},
    ReportKind{"har", make<HarReport>},
    ReportKind{.name = "csv", .make = make<CsvSink>, .has_fields = true},
    ReportKind{.name = "ndjson", .make = make<NdjsonSink>, .has_fields = true},
    ReportKind{"json", make<DocumentSink>},
};

std::string listed(bool described) {
  std::string text;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (i > 0) text += i + 1 == kKinds.size() ? " or " : ", ";
    text += kKinds.at(i).name;
    if (described && kKinds.at(i).appended) text += " (added to FILE)";
  }
  return text;
}

}  // namespace

std::span<const ReportKind> report_kinds() noexcept { return kKinds; }

const ReportKind* find_report_kind(std::string_view name) noexcept {
  const auto* const found = std::find_if(
      kKinds.begin(), kKinds.end(), [name](const ReportKind& kind) { return kind.name == name; });
  return found == kKinds.end() ? nullptr : found;
}

std::string report_kinds_listed() { return listed(false); }

std::string report_kinds_described() { return listed(true); }

}  // namespace urlfan
