#ifndef URLFAN_LIST_LINE_PARSER_H_
#define URLFAN_LIST_LINE_PARSER_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/json_numbers.h"
#include "src/list/url_parser.h"
#include "src/list/variables.h"
#include "urlfan/request.h"

namespace urlfan {

/// `automatic`: a line that starts with { is a JSON object, any other is text.
/// `csv` is read by CsvTable, a `sitemap` by a DocumentParser.
enum class InputFormat { automatic, text, jsonl, csv, sitemap };

/// A URL in a document, and where it stands.
struct ListedUrl {
  std::string url;
  std::uint64_t line = 0;
};

/// Finds the URLs that a document lists, which is read as a whole: a sitemap, or the like. Throws
/// LineProblem when it is none.
using DocumentParser = std::function<std::vector<ListedUrl>(std::string_view)>;

/// --column: what has the value of a key in each row of a CSV file.
struct Column {
  /// As in a text line, without its operator: "url", "status", "header:content-type".
  std::string key;
  std::string name;
};

/// How lines are to be understood.
struct LineRules {
  UrlParser parse_url;
  /// By default no variable is set.
  Variables variables = [](const std::string& /*name*/) { return std::optional<std::string>(); };
  InputFormat format = InputFormat::automatic;
  DocumentParser parse_document = {};
  /// Of CSV, beside those that are called url, name and method.
  std::vector<Column> columns = {};
  /// Of lines that name none; empty: POST where there is a body, else GET.
  std::string method = {};
  /// `method` is HEAD, and where that is refused, GET.
  bool get_if_refused = false;
  /// What each line sends beside what it says itself; may be null. A line that names one of GET,
  /// HEAD, OPTIONS and TRACE gets no body of it.
  MessagePtr message = {};
  /// What each line checks beside its own checks; may be null.
  ChecksPtr checks = {};
};

/// Reads one line of a list: `[METHOD] URL [key=value ...]`, or a JSON object. Empty for a blank
/// line or a comment. A line that cannot be understood is a request whose `bad` says why, with its
/// name, method and URL as far as they are understood. The line comes without its end; the caller
/// fills in `where`.
std::optional<Request> parse_line(std::string_view line, const LineRules& rules);

/// The same for a JSON object that parse_strictly has read with others around it: its numbers are
/// indexes of `numbers`.
Request parse_object(const nlohmann::ordered_json& object, const JsonNumbers& numbers,
                     const LineRules& rules);

/// What a row of a table says of a request: values by keys of a text line; url and method are among
/// them. `shown` is the row for a message. The same as parse_line, but that a value is taken as it
/// is, without quotes and comments.
struct Cell {
  std::string_view key;
  std::string_view value;
};
Request parse_cells(const std::vector<Cell>& cells, std::string_view shown, const LineRules& rules);

/// Whether a row can have a value for that key.
bool is_cell_key(std::string_view key);

/// A request of a URL that stands by itself.
Request parse_url_alone(std::string_view url, const LineRules& rules);

/// Throws LineProblem for what is no URL.
Target target_of(std::string_view url, const LineRules& rules);

/// `key` is what the text was given to, for the message. Throws LineProblem.
unsigned retries_value(std::string_view key, std::string_view text);

/// A request that cannot be sent: `why`, and the start of the line with its secrets hidden.
Request bad_line(std::string_view line, std::string_view why,
                 ErrorCode code = ErrorCode::invalid_input);

/// The same for a line of which only the start is known.
Request too_long_line(std::string_view start);

}  // namespace urlfan

#endif  // URLFAN_LIST_LINE_PARSER_H_
