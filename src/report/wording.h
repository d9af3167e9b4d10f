#ifndef URLFAN_REPORT_WORDING_H_
#define URLFAN_REPORT_WORDING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/error.h"
#include "urlfan/request.h"
#include "urlfan/result.h"

// What all reports say alike. Every text that is made here is harmless in the sense of harmless();
// what else a format must escape is its own business.

namespace urlfan {

/// What a report makes of a line.
enum class Outcome : std::uint8_t {
  passed,
  flaky,
  never_started,
  /// Failed, and did so in the baseline: no reason for CI to be red.
  known_failure,
  failed,
};

Outcome outcome(const Result& result) noexcept;

/// `text` on one line and fit for XML 1.0: as printable() has it, and what some readers take for a
/// line end, a change of direction or no character at all becomes \xNN as well.
std::string harmless(std::string_view text);

/// As list_title, place_title and line_title have it.
std::string list_name(const Location& where);
std::string place(const Location& where);
std::string subject(const Result& result);

/// "http_status: HTTP 503, expected below 400"
std::string reason(const Error& error);

/// "status: expected <400, got 503"
std::string describe(const CheckOutcome& check);

/// The same of all checks of the run that do not hold.
std::vector<std::string> failed_checks(const Summary& summary);

/// "status: was 200, is 204"
std::string describe(const Drift& drift);

/// All there is to say of a failed line, for people: its reason, place and request, the checks that
/// do not hold, the attempts.
std::vector<std::string> account(const Result& result);

/// Of a flaky line: "passed on attempt 2 of 2: first http_status 503".
std::string flaky_note(const Result& result);

/// Why there are lines without an outcome of their own; empty when all were carried to their end.
std::string cut_short_note(const Summary& summary);

}  // namespace urlfan

#endif  // URLFAN_REPORT_WORDING_H_
