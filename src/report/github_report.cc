#include "src/report/github_report.h"

#include <string>
#include <string_view>
#include <vector>

#include "src/base/hex.h"
#include "src/report/wording.h"

namespace urlfan {
namespace {

/// The characters that a message and, with more of them, a property must not hold bare.
constexpr std::string_view kInMessage = "%\r\n";
constexpr std::string_view kInProperty = "%\r\n:,";

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text.append(text.empty() ? "" : "\n").append(line);
  return text;
}

/// "file=urls.txt,line=12,", or nothing where there is no file to show an annotation in.
std::string anchor(const Location& where) {
  if (where.file.empty() || where.file == "-") return {};
  std::string text = "file=" + escaped(harmless(where.file), kInProperty) + ",";
  if (where.line > 0) text += "line=" + std::to_string(where.line) + ",";
  return text;
}

struct Annotation {
  std::string_view level;
  std::string title;
  std::string message;
};

void write_command(std::ostream& out, const Location& where, const Annotation& annotation) {
  out << "::" << annotation.level << ' ' << anchor(where)
      << "title=" << escaped(annotation.title, kInProperty)
      << "::" << escaped(annotation.message, kInMessage) << '\n';
}

void write_drift(std::ostream& out, const Result& result) {
  if (!result.drift || result.drift->empty()) return;
  std::vector<std::string> lines;
  for (const auto& drift : *result.drift) lines.push_back(describe(drift));
  write_command(out, result.where, {"notice", "drift: " + subject(result), joined(lines)});
}

}  // namespace

void GithubReport::write(const Result& result) {
  const std::string who = subject(result);
  switch (outcome(result)) {
    case Outcome::failed:
      write_command(out_, result.where,
                    {"error", std::string(to_string(result.error->code)) + ": " + who,
                     joined(account(result))});
      break;
    case Outcome::known_failure:
      write_command(out_, result.where,
                    {"notice", "known failure: " + who, joined(account(result))});
      break;
    case Outcome::flaky:
      write_command(out_, result.where, {"warning", "flaky: " + who, flaky_note(result)});
      break;
    case Outcome::passed:
    case Outcome::never_started:  // counted at the end: there may be thousands of them
      break;
  }
  write_drift(out_, result);
}

void GithubReport::idle(const Progress& /*progress*/) { out_.flush(); }

void GithubReport::finish(const Summary& summary) {
  if (const auto note = cut_short_note(summary); !note.empty()) {
    write_command(out_, {}, {"warning", "urlfan: cut short", note});
  }
  for (const auto& check : failed_checks(summary)) {
    write_command(out_, {}, {"error", "urlfan: a check of the run failed", check});
  }
  out_ << std::flush;
}

}  // namespace urlfan
