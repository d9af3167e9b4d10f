#include "src/output/csv_sink.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "src/base/ascii.h"

namespace urlfan {
namespace {

constexpr std::array<std::string_view, 14> kColumns{"index",
                                                    "file",
                                                    "line",
                                                    "name",
                                                    "method",
                                                    "url",
                                                    "ok",
                                                    "status",
                                                    "error.code",
                                                    "error.message",
                                                    "attempts",
                                                    "started_at",
                                                    "timings_ms.total",
                                                    "body_bytes"};

constexpr std::string_view kRowEnd = "\r\n";

/// Whether a spreadsheet may take this for a formula, by its first characters. It may look behind
/// blanks, and in some languages at the wide forms as well. One that starts with an apostrophe gets
/// another, so that taking one away gives back each text.
bool may_be_formula(std::string_view text) {
  if (text.starts_with('\'')) return true;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  constexpr std::array<std::string_view, 11> starts{"=",   "+",  "-",  "@",  "\\t", "\\r",
                                                    "\\n", "＝", "＋", "－", "＠"};
  return std::any_of(starts.begin(), starts.end(),
                     [text](std::string_view start) { return text.starts_with(start); });
}

/// What JSON writes as two characters. What it writes as \uXXXX acts unseen, and stays so.
char unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

void put_quoted_character(std::string& row, char c) {
  if (c == '"') row += c;
  row += c;
}

/// The inside of a JSON string.
void put_text(std::string& row, std::string_view text) {
  const bool guarded = may_be_formula(text);
  const bool bare = !guarded && !text.empty() && text.front() != ' ' && text.back() != ' ' &&
                    text.find_first_of(",;\"\\") == std::string_view::npos;
  if (bare) {
    row += text;
    return;
  }
  row += '"';
  if (guarded) row += '\'';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escaped = text[at] == '\\' && at + 1 < text.size() && text[at + 1] != 'u';
    if (escaped) ++at;
    put_quoted_character(row, escaped ? unescaped(text[at]) : text[at]);
  }
  row += '"';
}

void put_cell(std::string& row, std::string_view json) {
  if (json == "null") return;
  if (json.starts_with('"')) return put_text(row, json.substr(1, json.size() - 2));
  if (!json.starts_with('[') && !json.starts_with('{')) {
    row += json;
    return;
  }
  row += '"';
  for (const char c : json) put_quoted_character(row, c);
  row += '"';
}

void put_row(std::string& row, std::span<const std::string> /*paths*/,
             std::span<const std::string_view> values) {
  const std::size_t start = row.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) row += ',';
    put_cell(row, values[i]);
  }
  if (row.size() == start) row += "\"\"";  // an empty line would be no row to many readers
  row += kRowEnd;
}

std::vector<std::string> columns(const RecordForm& form) {
  if (!form.fields.empty()) return form.fields;
  return {kColumns.begin(), kColumns.end()};
}

}  // namespace

std::span<const std::string_view> csv_columns() noexcept { return kColumns; }

CsvSink::CsvSink(std::ostream& out, const RecordForm& form)
    : out_(out), rows_(out, columns(form), put_row) {
  for (const auto& path : rows_.paths()) header_.append(header_.empty() ? "" : ",").append(path);
  header_ += kRowEnd;
}

void CsvSink::write(const Result& result) {
  rows_.write(header_, result);
  header_.clear();
}

void CsvSink::idle(const Progress& /*progress*/) { out_.flush(); }

void CsvSink::finish(const Summary& /*summary*/) {
  out_ << header_ << std::flush;
  header_.clear();
}

}  // namespace urlfan
