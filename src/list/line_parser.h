#ifndef URLFAN_LIST_LINE_PARSER_H_
#define URLFAN_LIST_LINE_PARSER_H_

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "src/list/variables.h"
#include "urlfan/request.h"

namespace urlfan {

/// Understands a URL; parse_target with its defaults, handed in by the command line.
using UrlParser = std::function<std::variant<Target, Error>(std::string_view)>;

/// `automatic`: a line that starts with { is a JSON object, any other is text.
enum class InputFormat { automatic, text, jsonl };

/// How lines are to be understood.
struct LineRules {
  UrlParser parse_url;
  /// None: no variable is set.
  Variables variables = [](const std::string& /*name*/) { return std::optional<std::string>(); };
  InputFormat format = InputFormat::automatic;
  /// Of lines that name none; empty: POST where there is a body, else GET.
  std::string method = {};
  /// What each line sends beside what it says itself; may be null. A line that names one of GET,
  /// HEAD, OPTIONS and TRACE gets no body of it.
  MessagePtr message = {};
  /// What each line checks beside its own checks.
  Checks checks = {};
};

/// Reads one line of a list: `[METHOD] URL [key=value ...]`, or a JSON object. Empty for a blank
/// line or a comment. A line that cannot be understood is a request whose `bad` says why. The line
/// comes without its end; the caller fills in `where`.
std::optional<Request> parse_line(std::string_view line, const LineRules& rules);

/// Gives a request that was otherwise made what the rules say of all; its method may be empty.
/// Throws LineProblem.
void apply_rules(Request& request, const LineRules& rules);

/// `key` is what the text was given to, for the message. Throws LineProblem.
unsigned retries_value(std::string_view key, std::string_view text);

/// A request that cannot be sent: `why`, and the start of the line with its secrets hidden.
Request bad_line(std::string_view line, std::string_view why,
                 ErrorCode code = ErrorCode::invalid_input);

/// The same for a line of which only the start is known.
Request too_long_line(std::string_view start);

}  // namespace urlfan

#endif  // URLFAN_LIST_LINE_PARSER_H_
