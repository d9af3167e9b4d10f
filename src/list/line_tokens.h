#ifndef URLFAN_LIST_LINE_TOKENS_H_
#define URLFAN_LIST_LINE_TOKENS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/text.h"
#include "src/check/check_text.h"
#include "src/list/variables.h"
#include "src/model/line_problem.h"

namespace urlfan {

/// One word of a text line.
struct Token {
  /// Without its quotes, and with its variables filled in.
  std::string text;
  /// As it stands in the line.
  std::string_view written;
  /// In `text`: what ends the name of a check and no quote holds.
  OperatorPlace operator_place = {};
  /// What stands behind it is in quotes.
  bool quoted_value = false;
  /// It begins with a quote or a variable: a check that is in there as a whole has its operator in
  /// it.
  bool held_together = false;
};

/// Splits a text line at its blanks. No character gets lost: a quote is one where a text can begin,
/// at the start of a word, behind the operator of a check and behind `json:`, `header:` and
/// `length:`, and anywhere else a character like others. All throw LineProblem. The line must
/// outlive it.
class Tokens {
 public:
  Tokens(std::string_view line, const Variables& variables) : rest_(line), variables_(&variables) {}

  /// A method or a URL, which have no operators. Empty at the end of the line, or where a comment
  /// starts.
  std::optional<Token> next_word() { return next(Kind::word); }
  /// key=value.
  std::optional<Token> next_check() { return next(Kind::check); }
  /// The rest as one check: its blanks belong to it, and so does a #.
  Token whole_check();
  /// Goes behind a word that could not be read. False: nothing is left.
  bool skip_word();

 private:
  enum class Kind : std::uint8_t { word, check, whole_check };
  std::optional<Token> next(Kind kind);
  void read(Token& token, Kind kind);
  bool at_end(Kind kind) const noexcept;
  char take();
  void plain(std::string& text);
  void quoted(std::string& text);

  std::string_view rest_;
  const Variables* variables_;
};

/// Throws LineProblem for what is not UTF-8, or has a NUL in it.
inline void require_text(std::string_view line) {
  if (line.find('\0') != std::string_view::npos) throw LineProblem{"a NUL byte; expected text"};
  if (!is_utf8(line)) throw LineProblem{"not valid UTF-8; expected UTF-8 text"};
}

/// The line with its invisible characters as \xNN, for a message.
std::string with_visible_characters(std::string_view line);

}  // namespace urlfan

#endif  // URLFAN_LIST_LINE_TOKENS_H_
