#include "src/report/tap_report.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "src/report/wording.h"

namespace urlfan {
namespace {

/// A harmless text as a description or the reason of a directive.
std::string escaped(std::string_view text) {
  // node-tap 16 takes a brace at the end for the start of a subtest, which TAP 14 has no more.
  const bool brace = text.ends_with('{');
  if (brace) text.remove_suffix(1);
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '#') out += '\\';
    out += c;
  }
  return brace ? out + R"(\\x7b)" : out;
}

/// A harmless text as a double-quoted string of YAML. Nothing else needs an escape in it, and no
/// other is known to every reader.
std::string yaml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out + '"';
}

void write_checks(std::ostream& out, const std::vector<CheckOutcome>& checks) {
  if (std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.ok; })) return;
  out << "  checks:\n";
  for (const auto& check : checks) {
    if (check.ok) continue;
    out << "    - name: " << yaml_text(harmless(check.name))
        << "\n      expected: " << yaml_text(harmless(check.expected)) << "\n      actual: "
        << (check.actual ? yaml_text(harmless(*check.actual)) : std::string("null")) << '\n';
    if (check.excerpt) out << "      excerpt: " << yaml_text(harmless(*check.excerpt)) << '\n';
  }
}

void write_failure(std::ostream& out, const Result& result, std::string_view severity) {
  out << "  ---\n  message: " << yaml_text(harmless(result.error->message))
      << "\n  severity: " << severity << "\n  code: " << to_string(result.error->code) << '\n';
  const auto& [file, line] = result.where;
  if (!file.empty()) out << "  file: " << yaml_text(harmless(file)) << '\n';
  if (line > 0) out << "  line: " << line << '\n';
  if (!result.url.empty()) {
    out << "  method: " << yaml_text(harmless(result.method))
        << "\n  url: " << yaml_text(harmless(result.url)) << '\n';
  }
  out << "  attempts: " << result.attempts << '\n';
  write_checks(out, result.checks);
  out << "  ...\n";
}

void write_flaky(std::ostream& out, const Result& result) {
  out << "  ---\n  message: " << yaml_text(flaky_note(result)) << "\n  severity: comment\n"
      << "  attempts: " << result.attempts << "\n  ...\n";
}

}  // namespace

void TapReport::heading() {
  if (headed_) return;
  headed_ = true;
  out_ << "TAP version 14\n";
}

void TapReport::write(const Result& result) {
  heading();
  const Outcome what = outcome(result);
  const bool red = what == Outcome::failed || what == Outcome::known_failure;
  out_ << (red ? "not ok " : "ok ") << ++points_ << " - " << escaped(subject(result));
  if (what == Outcome::never_started) out_ << " # SKIP " << escaped(reason(*result.error));
  if (what == Outcome::known_failure) out_ << " # TODO known failure";
  out_ << '\n';
  if (what == Outcome::flaky) write_flaky(out_, result);
  if (red) write_failure(out_, result, what == Outcome::failed ? "fail" : "todo");
}

void TapReport::idle(const Progress& /*progress*/) { out_.flush(); }

/// A point like a line's.
void TapReport::write_run_check(const CheckOutcome& check) {
  out_ << (check.ok ? "ok " : "not ok ") << ++points_ << " - " << escaped(check.name) << '\n';
  if (check.ok) return;
  out_ << "  ---\n  message: " << yaml_text(describe(check)) << "\n  severity: fail\n";
  write_checks(out_, {check});
  out_ << "  ...\n";
}

void TapReport::finish(const Summary& summary) {
  heading();
  for (const auto& check : summary.checks) write_run_check(check);
  if (const auto note = cut_short_note(summary); !note.empty()) out_ << "# " << note << '\n';
  out_ << "1.." << points_ << (points_ == 0 ? " # SKIP the list is empty\n" : "\n") << std::flush;
}

}  // namespace urlfan
