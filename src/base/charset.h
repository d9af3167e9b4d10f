#ifndef URLFAN_BASE_CHARSET_H_
#define URLFAN_BASE_CHARSET_H_

#include <optional>
#include <string>
#include <string_view>

namespace urlfan {

/// What a body says.
struct BodyText {
  /// In UTF-8, without the mark, U+FFFD for what cannot be read. Empty: the body itself is that.
  std::optional<std::string> decoded;
  /// `decoded` is what to show: it was told what the text is written in. Where UTF-8 was only
  /// assumed, and was wrong, the bytes tell more.
  bool told = false;
  /// The charset that its Content-Type names and nobody knows.
  std::string unknown_charset;
};

/// Reads a body by its byte-order mark, else by the charset of its Content-Type (the labels of the
/// WHATWG's Encoding Standard, so that iso-8859-1 is windows-1252), else as UTF-8. What is no text
/// by its media type, and names no charset, is left as it is. `cut`: there was more of it, so that
/// the start of a character at its end is no error, and is left out.
BodyText read_body(std::string_view body, std::string_view content_type, bool cut);

/// Whether that can say anything of how to show a body: cheap, for most say nothing.
bool says_how_to_read(std::string_view body, std::string_view content_type) noexcept;

}  // namespace urlfan

#endif  // URLFAN_BASE_CHARSET_H_
