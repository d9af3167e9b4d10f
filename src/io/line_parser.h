#ifndef URLFAN_IO_LINE_PARSER_H_
#define URLFAN_IO_LINE_PARSER_H_

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "urlfan/request.h"

namespace urlfan {

/// Understands a URL; parse_target with its defaults, handed in by the command line.
using UrlParser = std::function<std::variant<Target, Error>(std::string_view)>;

/// Reads one line of a text list: `[METHOD] URL [key=value ...]`. Empty for a blank line or a
/// comment. A line that cannot be understood is a request whose `bad` says why. The line comes
/// without its end; the caller fills in `where`.
std::optional<Request> parse_line(std::string_view line, const UrlParser& parse_url);

/// A request that cannot be sent: `why`, and the start of the line with its secrets hidden.
Request bad_line(std::string_view line, std::string_view why,
                 ErrorCode code = ErrorCode::invalid_input);

/// The same for a line of which only the start is known.
Request too_long_line(std::string_view start);

/// A comma list of 200, 2xx, 200-299.
std::optional<StatusSet> parse_status_set(std::string_view text);

}  // namespace urlfan

#endif  // URLFAN_IO_LINE_PARSER_H_
