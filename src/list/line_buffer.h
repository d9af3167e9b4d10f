#ifndef URLFAN_LIST_LINE_BUFFER_H_
#define URLFAN_LIST_LINE_BUFFER_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace urlfan {

/// Cuts what is read into lines. Holds a block and a line at most: of a line that is too long
/// only the start is kept.
class LineBuffer {
 public:
  /// More than this, without the line end, makes a line too long.
  static constexpr std::size_t kMaxLine = std::size_t{64} << 10U;

  struct Line {
    /// Without LF or CRLF. Valid until the next call.
    std::string_view text;
    /// `text` is only the start of the line.
    bool too_long = false;
  };

  /// The next whole line; `at_end` makes what is left a line.
  std::optional<Line> take(bool at_end);

  /// Makes room for a block and lets `read` fill it; `read` returns what it wrote, and 0 or less,
  /// or an exception, changes nothing here.
  std::ptrdiff_t fill(const std::function<std::ptrdiff_t(char*, std::size_t)>& read);

  void clear();

 private:
  Line finish(std::string_view text);

  std::string buffer_;
  std::size_t start_ = 0;
  /// Between start_ and here is no line end.
  std::size_t searched_ = 0;
  /// The start of a line whose rest is being passed over.
  std::string long_start_;
  std::string long_line_;
};

}  // namespace urlfan

#endif  // URLFAN_LIST_LINE_BUFFER_H_
