#include "src/report/wording.h"

#include <algorithm>
#include <array>
#include <string>

#include "src/base/text.h"
#include "src/model/line.h"

namespace urlfan {
namespace {

/// Characters that readers stumble over, all of them of three bytes: from the first to the last.
struct Range {
  unsigned first;
  unsigned last;
};
constexpr std::array kTroublemakers{
    // Line and paragraph separators (line ends in YAML 1.1 and JavaScript), then what turns the
    // direction of writing, so that a text could show another order than it has.
    Range{0x2028, 0x202E},
    Range{0x2066, 0x2069},
    // The byte order mark.
    Range{0xFEFF, 0xFEFF},
    // No characters, so forbidden in XML 1.0.
    Range{0xFFFE, 0xFFFF},
};

bool makes_trouble(std::string_view character) noexcept {
  if (character.size() != 3) return false;
  const char32_t point = code_point(character);
  return std::any_of(kTroublemakers.begin(), kTroublemakers.end(), [point](const Range& range) {
    return range.first <= point && point <= range.last;
  });
}

std::string describe(const PastAttempt& attempt) {
  std::string text(attempt.error ? to_string(*attempt.error) : "failed");
  if (attempt.status) text.append(1, ' ').append(std::to_string(*attempt.status));
  return text;
}

std::string stopped_by(StopCause cause) {
  if (const int number = signal_of(cause); number > 0) return " by " + signal_name(number);
  switch (cause) {
    case StopCause::deadline:
      return " by its deadline";
    case StopCause::failures:
      return " by too many failures";
    case StopCause::internal:
      return " by an error of urlfan itself";
    case StopCause::caller:
      return " by its caller";
    default:
      break;
  }
  return "";
}

}  // namespace

Outcome outcome(const Result& result) noexcept {
  if (result.flaky()) return Outcome::flaky;
  if (result.ok()) return Outcome::passed;
  if (result.never_started()) return Outcome::never_started;
  return result.baseline == BaselineVerdict::known ? Outcome::known_failure : Outcome::failed;
}

std::string harmless(std::string_view text) {
  const std::string shown = printable(text);
  std::string out;
  out.reserve(shown.size());
  for (std::string_view rest = shown; !rest.empty();) {
    const std::string_view character = rest.substr(0, character_length(rest));
    if (makes_trouble(character)) {
      append_escaped(out, character);
    } else {
      out += character;
    }
    rest.remove_prefix(character.size());
  }
  return out;
}

std::string list_name(const Location& where) { return harmless(list_title(where)); }

std::string place(const Location& where) { return harmless(place_title(where)); }

std::string subject(const Result& result) { return harmless(line_title(result)); }

std::string reason(const Error& error) {
  return std::string(to_string(error.code)) + ": " + harmless(error.message);
}

std::string describe(const CheckOutcome& check) { return harmless(check_account(check)); }

std::vector<std::string> failed_checks(const Summary& summary) {
  std::vector<std::string> texts;
  for (const auto& check : summary.checks) {
    if (!check.ok) texts.push_back(describe(check));
  }
  return texts;
}

std::string describe(const Drift& drift) {
  return harmless(drift.field) + ": was " + harmless(drift.before) + ", is " + harmless(drift.now);
}

std::vector<std::string> account(const Result& result) {
  std::vector<std::string> lines;
  if (result.error) lines.push_back(reason(*result.error));
  lines.push_back("at " + place(result.where));
  if (!result.url.empty()) lines.push_back(harmless(request_title(result)));
  for (const auto& check : result.checks) {
    if (!check.ok) lines.push_back("check " + describe(check));
  }
  lines.push_back("attempts: " + std::to_string(result.attempts));
  return lines;
}

std::string flaky_note(const Result& result) {
  const std::string attempts = std::to_string(result.attempts);
  std::string text = "passed on attempt " + attempts + " of " + attempts;
  std::string_view before = ": first ";
  for (const auto& attempt : result.history) {
    text.append(before).append(describe(attempt));
    before = ", then ";
  }
  return text;
}

std::string cut_short_note(const Summary& summary) {
  if (summary.complete && summary.input_complete) return {};
  std::string text = "the run was cut short";
  text += stopped_by(summary.stop);
  if (summary.skipped > 0) {
    text += "; never started: " + std::to_string(summary.skipped) + " of " +
            std::to_string(summary.total) + " lines";
  }
  if (!summary.input_complete) text += "; not all of the list was read";
  return text;
}

}  // namespace urlfan
