// CSV of texts that strangers choose: it has as many rows and cells as it should, each text can be
// had again, and no cell starts a formula.

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "src/output/csv_sink.h"
#include "src/output/result_json.h"
#include "tests/fuzz/require.h"
#include "urlfan/result.h"

namespace urlfan {
namespace {

using Row = std::vector<std::string>;

/// RFC 4180, as strict as it is.
std::vector<Row> rows_of(const std::string& csv) {
  std::vector<Row> rows(1);
  std::size_t at = 0;
  while (at < csv.size()) {
    std::string cell;
    if (csv[at] == '"') {
      for (++at; at < csv.size(); ++at) {
        if (csv[at] == '"' && csv.substr(at, 2) != "\"\"") break;
        if (csv[at] == '"') ++at;
        cell += csv[at];
      }
      require(at < csv.size(), "a quoted cell ends", csv);
      ++at;
    } else {
      const std::size_t end = csv.find_first_of(",\r\n", at);
      require(end != std::string::npos, "the last row ends, too", csv);
      cell = csv.substr(at, end - at);
      require(cell.find('"') == std::string::npos, "a bare cell has no quote", cell);
      at = end;
    }
    rows.back().push_back(cell);
    if (csv[at] == ',') {
      ++at;
      continue;
    }
    require(csv.substr(at, 2) == "\r\n", "a cell is followed by a comma or the end of the row",
            csv);
    at += 2;
    if (at < csv.size()) rows.emplace_back();
  }
  return rows;
}

/// What a cell has of a text: what acts unseen is \uXXXX, as in JSON.
std::string as_shown(const std::string& text) {
  JsonWriter json;
  json.value(text);
  std::string shown;
  const std::string_view written = json.text();
  for (std::size_t i = 1; i + 1 < written.size(); ++i) {
    if (written[i] != '\\' || written[i + 1] == 'u') {
      shown += written[i];
      continue;
    }
    const char c = written[++i];
    shown += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
  }
  return shown;
}

void check_cell(std::string cell, const std::string& text) {
  const std::size_t first = cell.find_first_not_of(' ');
  const char start = first == std::string::npos ? 'x' : cell[first];
  require(std::string_view("=+-@\t\r\n").find(start) == std::string_view::npos,
          "no cell starts a formula", cell);
  if (cell.starts_with('\'')) cell.erase(0, 1);
  require(cell == as_shown(text), "without the apostrophe it is the text", cell + " / " + text);
}

void check(const std::string& text) {
  Result result;
  result.name = text;
  result.url = text.substr(0, text.size() / 2);
  result.error = make_error(ErrorCode::internal, text.substr(text.size() / 2));
  std::ostringstream out;
  CsvSink sink(out, {.fields = {"name", "error.message", "url", "error"}});
  sink.write(result);
  sink.write(result);
  sink.finish({});
  const auto rows = rows_of(out.str());
  require(rows.size() == 3, "a header and a row a result", out.str());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    require(rows[i].size() == 4, "a cell a field", out.str());
    check_cell(rows[i][0], text);
    check_cell(rows[i][1], result.error->message);
    check_cell(rows[i][2], result.url);
    require(to_json(result).find(rows[i][3]) != std::string::npos, "an object is its JSON",
            rows[i][3]);
  }
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  urlfan::check(std::string(urlfan::text_of(data, size)));
  return 0;
}
