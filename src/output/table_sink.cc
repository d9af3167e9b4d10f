#include "src/output/table_sink.h"

#include <iomanip>
#include <string>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/model/line.h"

namespace urlfan {
namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string milliseconds(Duration duration) { return fixed_milliseconds(duration, 1) + " ms"; }

/// Without the method, which is that of nearly all lines.
std::string subject(const Result& result) {
  const bool by_url = !result.url.empty() && result.name.value_or("").empty();
  return printable(by_url ? result.url : line_title(result));
}

}  // namespace

std::string_view TableSink::paint(std::string_view code) const {
  return options_.color ? code : std::string_view();
}

void TableSink::heading() {
  if (headed_) return;
  headed_ = true;
  out_ << "STATUS        TIME       BYTES  LINE\n";
}

void TableSink::write(const Result& result) {
  if (result.ok() && !options_.successes) return;
  heading();
  const auto& status = result.response.status;
  out_ << paint(result.ok() ? kGreen : kRed) << std::left << std::setw(6)
       << (status ? std::to_string(*status) : "-") << paint(kPlain) << std::right << std::setw(12)
       << (result.timings.total ? milliseconds(*result.timings.total) : "-") << std::setw(12)
       << (status ? std::to_string(result.response.body_bytes) : "-") << "  " << subject(result);
  if (result.error) {
    out_ << "\n        " << paint(kRed) << to_string(result.error->code) << paint(kPlain) << ": "
         << printable(result.error->message);
  }
  out_ << '\n';
}

void TableSink::idle(const Progress& /*progress*/) { out_.flush(); }

void TableSink::finish(const Summary& summary) {
  out_ << summary.total << " lines: " << paint(kGreen) << summary.ok << " ok" << paint(kPlain)
       << ", " << paint(summary.failed > 0 ? kRed : "") << summary.failed << " failed"
       << paint(summary.failed > 0 ? kPlain : "");
  if (summary.skipped > 0) out_ << ", " << summary.skipped << " skipped";
  out_ << " in " << milliseconds(summary.wall) << '\n';
  for (const auto& [code, count] : summary.by_error) {
    out_ << "  " << std::setw(6) << count << "  " << to_string(code) << '\n';
  }
  if (summary.latency) {
    out_ << "latency: p50 " << milliseconds(summary.latency->p50) << ", p95 "
         << milliseconds(summary.latency->p95) << ", p99 " << milliseconds(summary.latency->p99)
         << ", max " << milliseconds(summary.latency->max) << '\n';
  }
  out_ << std::flush;
}

}  // namespace urlfan
