#ifndef URLFAN_LIST_CSV_TABLE_H_
#define URLFAN_LIST_CSV_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/list/line_parser.h"
#include "urlfan/request.h"

namespace urlfan {

/// Reads a list in CSV (RFC 4180) line by line. Its first row names the columns; what separates
/// them is a comma, else a semicolon, else a tab, whichever that row has. Holds one row, of 64 KiB
/// at most.
class CsvTable {
 public:
  /// Takes the next line, without its end. Gives the request of the row that ends with it, with the
  /// number of the line where that began; nothing for the first row, for one without a text, and
  /// where a row goes on. Throws LineProblem when the columns are not those that the rules need.
  /// Of a line that is `too_long` only the start is there.
  std::optional<Request> take(std::string_view line, bool too_long, const LineRules& rules);
  /// The file ends here: a row that does not is a bad one.
  std::optional<Request> finish();

 private:
  enum class In { start, text, quotes, behind_quotes };

  void take_character(char c);
  void keep(char c);
  void end_cell();
  void read_columns(const LineRules& rules);
  std::optional<Request> row(const LineRules& rules) const;
  Request bad_row(std::string_view why) const;
  void clear_row();

  /// Known once the first row is: at which place in a row the value of a key stands.
  struct Place {
    std::string key;
    std::size_t at = 0;
  };
  std::vector<Place> places_;
  std::size_t width_ = 0;
  char separator_ = '\0';

  std::uint64_t line_ = 0;
  // Of the row that is being read.
  std::uint64_t began_ = 0;
  std::size_t size_ = 0;
  std::string first_line_;
  std::vector<std::string> cells_;
  std::string cell_;
  In in_ = In::start;
  std::string problem_;
};

}  // namespace urlfan

#endif  // URLFAN_LIST_CSV_TABLE_H_
