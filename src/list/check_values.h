#ifndef URLFAN_LIST_CHECK_VALUES_H_
#define URLFAN_LIST_CHECK_VALUES_H_

#include <optional>
#include <string>
#include <string_view>

#include "urlfan/checks.h"
#include "urlfan/request.h"

namespace urlfan {

// The values of checks, as lists and the command line write them. `key` is what the value was
// given to, for the message. All throw LineProblem where the check could never pass.

/// A comma list of 200, 2xx, 200-299. Empty for anything else, and where no answer can have any.
std::optional<StatusSet> parse_status_set(std::string_view text);

StatusSet status_value(std::string_view key, std::string_view text);
std::string contains_value(std::string_view key, std::string_view text);
Pattern pattern_value(std::string_view key, std::string_view text);
/// More than zero.
Duration duration_value(std::string_view key, std::string_view text);
unsigned retries_value(std::string_view key, std::string_view text);
int cert_days_value(std::string_view key, std::string_view text);
std::string sha256_value(std::string_view key, std::string_view text);

/// The name of a header, made lower case.
std::string header_name(std::string_view name);
/// What a header may be: libcurl takes the blanks at its ends away.
std::string header_value(std::string_view key, std::string_view value);
/// NAME=VALUE or NAME~REGEX.
HeaderCheck header_check(std::string_view key, std::string_view text);
/// The same where it is known which = or ~ is the operator.
HeaderCheck header_check(std::string_view key, std::string_view name, char sign,
                         std::string_view value);

/// `pointer` is RFC 6901's; `value` is JSON text.
JsonCheck json_check(std::string_view pointer, std::string value);
/// /POINTER=VALUE, where a word that could not be JSON stands for a string.
JsonCheck json_check_from_text(std::string_view key, std::string_view text);

/// Of a line, where it is known which = is the operator.
JsonCheck json_check_of_line(std::string_view pointer, std::string_view value);

/// What the line does not check by itself, it checks as `defaults` say: those of one value and
/// those of the same header or pointer yield to the line's, the others add up.
void add_defaults(Checks& line, const Checks& defaults);

/// Throws LineProblem when the request can have no answer that passes.
void require_possible(const Request& request);

}  // namespace urlfan

#endif  // URLFAN_LIST_CHECK_VALUES_H_
