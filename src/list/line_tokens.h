#ifndef URLFAN_LIST_LINE_TOKENS_H_
#define URLFAN_LIST_LINE_TOKENS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/text.h"
#include "src/list/variables.h"
#include "src/model/line_problem.h"

namespace urlfan {

/// One word of a text line.
struct Token {
  /// Without its quotes, and with its variables filled in.
  std::string text;
  /// As it stands in the line.
  std::string_view written;
  /// Where in `text` the operator (= or ~) stands that ends the name of a check and that no quote
  /// holds; npos: there is none.
  std::size_t operator_at = std::string::npos;
};

/// Splits a text line at its blanks. No character gets lost: a quote is one where a text can begin,
/// at the start of a word, behind the operator of a check and behind `json:` and `header:`, and
/// anywhere else a character like others. All throw LineProblem. The line must outlive it.
class Tokens {
 public:
  Tokens(std::string_view line, const Variables& variables) : rest_(line), variables_(variables) {}

  /// A method or a URL, which have no operators. Empty at the end of the line, or where a comment
  /// starts.
  std::optional<Token> next_word() { return next(false); }
  /// key=value.
  std::optional<Token> next_check() { return next(true); }

 private:
  std::optional<Token> next(bool check);
  void read(Token& token, bool check);
  char take();
  void plain(std::string& text);
  void quoted(std::string& text);

  std::string_view rest_;
  const Variables& variables_;
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
