#include "src/list/csv_table.h"

#include <algorithm>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/did_you_mean.h"
#include "src/base/text.h"
#include "src/list/line_buffer.h"
#include "src/list/line_tokens.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

char separator_of(std::string_view first_row) {
  bool quoted = false;
  std::string outside;
  for (const char c : first_row) {
    if (c == '"') quoted = !quoted;
    if (!quoted) outside += c;
  }
  for (const char c : {',', ';', '\t'}) {
    if (outside.find(c) != std::string::npos) return c;
  }
  return ',';
}

}  // namespace

std::optional<Request> CsvTable::take(std::string_view line, bool too_long,
                                      const LineRules& rules) {
  ++line_;
  const bool goes_on = in_ == In::quotes;
  if (!goes_on) {
    clear_row();
    began_ = line_;
    first_line_ = line;
    if (separator_ == '\0' && !without_blanks(line).empty()) separator_ = separator_of(line);
  } else {
    keep('\n');
  }
  try {
    require_text(line);
  } catch (const LineProblem& problem) {
    problem_ = problem.why;
  }
  size_ += line.size() + 1;
  if (too_long || size_ > LineBuffer::kMaxLine)
    problem_ = "the row is too long; expected at most 64 KiB, and a closing quote for each";
  for (const char c : line) take_character(c);
  if (too_long) in_ = In::text;  // where its quotes end, nobody knows
  if (in_ == In::quotes) return {};
  end_cell();
  const bool blank = std::all_of(cells_.begin(), cells_.end(), [](const std::string& cell) {
    return without_blanks(cell).empty();
  });
  if (blank && problem_.empty()) return {};
  if (places_.empty()) {
    read_columns(rules);
    return {};
  }
  return row(rules);
}

std::optional<Request> CsvTable::finish() {
  if (in_ != In::quotes) return {};
  return bad_row("a quote is not closed; expected \" before the end of the file");
}

void CsvTable::take_character(char c) {
  const bool ends = c == separator_;
  if (in_ == In::quotes) {
    if (c == '"') {
      in_ = In::behind_quotes;
    } else {
      keep(c);
    }
  } else if (ends) {
    end_cell();
  } else if (in_ == In::behind_quotes && c == '"') {  // two are one
    keep(c);
    in_ = In::quotes;
  } else if (in_ == In::behind_quotes) {
    if (!is_blank(c)) problem_ = "text behind a closing quote; expected \"\" for a quote in a text";
  } else if (in_ == In::start && c == '"') {
    in_ = In::quotes;
  } else {
    keep(c);
    in_ = In::text;
  }
}

/// Of a row that is bad nothing is kept: it can be as long as the file.
void CsvTable::keep(char c) {
  if (problem_.empty()) cell_ += c;
}

void CsvTable::end_cell() {
  if (problem_.empty()) cells_.push_back(std::exchange(cell_, {}));
  in_ = In::start;
}

void CsvTable::read_columns(const LineRules& rules) {
  if (!problem_.empty()) throw LineProblem{problem_};
  for (auto& cell : cells_) cell = without_blanks(cell);
  width_ = cells_.size();
  const auto find = [&](std::string_view name) {
    return std::find_if(cells_.begin(), cells_.end(), [name](const std::string& cell) {
      return lower_case(cell) == lower_case(name);
    });
  };
  for (const auto& [key, name] : rules.columns) {
    const auto found = find(name);
    if (found == cells_.end()) {
      const std::vector<std::string_view> known(cells_.begin(), cells_.end());
      throw LineProblem{"the first row has no column \"" + excerpt(name, 40) + "\"; " +
                        printable(suggestion(name, known)) + "expected it for --column " + key +
                        "=" + excerpt(name, 40)};
    }
    places_.push_back({key, static_cast<std::size_t>(found - cells_.begin())});
  }
  const auto is_placed = [this](std::string_view key) {
    return std::any_of(places_.begin(), places_.end(),
                       [key](const Place& place) { return place.key == key; });
  };
  for (const char* key : {"url", "method", "name"}) {
    const auto found = find(key);
    if (found == cells_.end() || is_placed(key)) continue;
    places_.push_back({key, static_cast<std::size_t>(found - cells_.begin())});
  }
  if (!is_placed("url")) {
    throw LineProblem{
        "the first row has no column \"url\"; expected the names of the columns there, and "
        "--column with that of the URLs if it is another"};
  }
}

std::optional<Request> CsvTable::row(const LineRules& rules) const {
  if (!problem_.empty()) return bad_row(problem_);
  if (cells_.size() > width_) {
    return bad_row("the row has " + std::to_string(cells_.size()) + " cells; expected " +
                   std::to_string(width_) + ", as the first row");
  }
  std::vector<Cell> said;
  bool has_url = false;
  for (const auto& [key, at] : places_) {
    if (at >= cells_.size()) continue;
    // Blanks around a URL are none of it; other texts stay as they are.
    const std::string_view value =
        key == "url" || key == "method" ? without_blanks(cells_[at]) : std::string_view(cells_[at]);
    if (value.empty()) continue;
    has_url = has_url || key == "url";
    said.push_back({key, value});
  }
  if (!has_url) return bad_row("the row has no URL; expected one in each row");
  Request request = parse_cells(said, first_line_, rules);
  request.where.line = began_;
  return request;
}

Request CsvTable::bad_row(std::string_view why) const {
  Request request = bad_line(with_visible_characters(first_line_), why);
  request.where.line = began_;
  return request;
}

void CsvTable::clear_row() {
  size_ = 0;
  cells_.clear();
  cell_.clear();
  in_ = In::start;
  problem_.clear();
}

}  // namespace urlfan
