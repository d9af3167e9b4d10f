#include "src/report/markdown_report.h"

#include <initializer_list>
#include <string_view>

#include "src/base/ascii.h"
#include "src/base/short_units.h"
#include "src/base/text.h"
#include "src/report/wording.h"

namespace urlfan {
namespace {

using Table = MarkdownReport::Table;

constexpr std::size_t kLongestText = 200;
/// GitHub refuses a summary of more than 1 MiB, and there are four tables.
constexpr std::size_t kLargestTable = 200'000;

bool is_plain(char c) {
  return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 || is_any(c, " -/,;=%+?");
}

/// Text from outside, letter by letter. All that Markdown or HTML could see a meaning in is a
/// character reference: no reference opens markup, ends a cell or begins a link. Inside of code
/// GitHub looks for neither mentions nor issue numbers; the comment after an @ keeps e-mail
/// addresses from becoming links, for which references are read.
std::string literal(std::string_view harmless_text) {
  const bool cut = harmless_text.size() > kLongestText;
  if (cut) harmless_text = drop_cut_character(harmless_text.substr(0, kLongestText));
  std::string out = "<code>";
  for (const char c : harmless_text) {
    if (is_plain(c)) {
      out += c;
    } else {
      out += "&#" + std::to_string(static_cast<unsigned char>(c)) + ";";
      if (c == '@') out += "<!-- -->";
    }
  }
  return out + (cut ? "…</code>" : "</code>");
}

void add_row(Table& table, std::initializer_list<std::string_view> cells) {
  ++table.count;
  if (table.shown == table.limit || table.rows.size() > kLargestTable) return;
  ++table.shown;
  for (const auto cell : cells) table.rows.append("| ").append(cell).append(" ");
  table.rows += "|\n";
}

void add_failure(Table& table, const Result& result) {
  add_row(table,
          {literal(place(result.where)), literal(subject(result)), to_string(result.error->code),
           literal(harmless(result.error->message)), std::to_string(result.attempts)});
}

/// `columns` is the table's head and the line under it.
void write_table(std::ostream& out, std::string_view heading, std::string_view columns,
                 const Table& table) {
  if (table.count == 0) return;
  out << "\n### " << heading << "\n\n" << columns << table.rows;
  if (table.count > table.shown) out << "\nand " << table.count - table.shown << " more\n";
}

constexpr std::string_view kFailureColumns =
    "| where | request | code | message | attempts |\n| --- | --- | --- | --- | ---: |\n";

void write_verdict(std::ostream& out, const Summary& summary) {
  out << "\n## urlfan: " << (summary.exit_code == 0 ? "passed" : "failed");
  if (summary.exit_code != 0) out << " (exit code " << summary.exit_code << ")";
  out << "\n\n";
}

void write_totals(std::ostream& out, const Summary& summary) {
  out << summary.total << " lines: " << summary.ok << " ok, " << summary.failed << " failed, "
      << summary.skipped << " skipped, " << summary.flaky << " flaky in "
      << short_time(summary.wall);
  if (const auto& latency = summary.latency) {
    out << "; p50 " << short_time(latency->p50) << ", p95 " << short_time(latency->p95) << ", p99 "
        << short_time(latency->p99);
  }
  out << '\n';
  if (const auto note = cut_short_note(summary); !note.empty()) out << "\nNote: " << note << ".\n";
}

void write_run_checks(std::ostream& out, const Summary& summary) {
  if (summary.checks.empty()) return;
  out << "\n### Checks of the run\n\n| check | expected | was | |\n| --- | --- | --- | --- |\n";
  for (const auto& check : summary.checks) {
    out << "| " << check.name << " | " << literal(check.expected) << " | "
        << literal(check.actual.value_or("no answer")) << " | " << (check.ok ? "ok" : "failed")
        << " |\n";
  }
}

}  // namespace

void MarkdownReport::count_baseline(const Result& result) {
  if (result.baseline || result.drift) has_baseline_ = true;
  if (result.baseline == BaselineVerdict::new_failure) ++new_failures_;
  if (result.baseline == BaselineVerdict::fixed) ++fixed_;
  if (!result.drift) return;
  for (const auto& drift : *result.drift) {
    add_row(drifts_,
            {literal(place(result.where)), literal(subject(result)), literal(harmless(drift.field)),
             literal(harmless(drift.before)), literal(harmless(drift.now))});
  }
}

void MarkdownReport::write(const Result& result) {
  const Outcome what = outcome(result);
  if (what == Outcome::failed) add_failure(failures_, result);
  if (what == Outcome::known_failure) add_failure(known_, result);
  if (what == Outcome::flaky) {
    add_row(flaky_, {literal(place(result.where)), literal(subject(result)), flaky_note(result)});
  }
  count_baseline(result);
}

void MarkdownReport::write_baseline() const {
  if (!has_baseline_) return;
  out_ << "\n### Baseline\n\n"
       << new_failures_ << " new, " << known_.count << " known, " << fixed_ << " fixed; "
       << drifts_.count << (drifts_.count == 1 ? " drift\n" : " drifts\n");
  write_table(out_, "Known failures", kFailureColumns, known_);
  write_table(out_, "Drifts",
              "| where | request | what | was | is |\n| --- | --- | --- | --- | --- |\n", drifts_);
}

void MarkdownReport::finish(const Summary& summary) {
  write_verdict(out_, summary);
  write_totals(out_, summary);
  write_run_checks(out_, summary);
  write_table(out_, "Failures", kFailureColumns, failures_);
  write_table(out_, "Flaky", "| where | request | what happened |\n| --- | --- | --- |\n", flaky_);
  write_baseline();
  out_ << std::flush;
}

}  // namespace urlfan
