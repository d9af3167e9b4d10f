#ifndef URLFAN_BASE_CHARSET_LABELS_H_
#define URLFAN_BASE_CHARSET_LABELS_H_

#include <string_view>

namespace urlfan {

/// A text encoding of the WHATWG's Encoding Standard.
struct Encoding {
  /// As iconv(3) of glibc calls what is nearest to it.
  const char* iconv_name;
  /// Those that the standard lists for it, between blanks, in lower case.
  std::string_view labels;
  /// ASCII is what it is in ASCII.
  bool extends_ascii = true;
};

/// Null where nobody knows the label; its case does not matter.
const Encoding* find_encoding(std::string_view label);

inline constexpr Encoding kUtf8{.iconv_name = "UTF-8", .labels = " utf-8 "};
inline constexpr Encoding kUtf16Le{
    .iconv_name = "UTF-16LE", .labels = " utf-16le ", .extends_ascii = false};
inline constexpr Encoding kUtf16Be{
    .iconv_name = "UTF-16BE", .labels = " utf-16be ", .extends_ascii = false};

}  // namespace urlfan

#endif  // URLFAN_BASE_CHARSET_LABELS_H_
