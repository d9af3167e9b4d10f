#ifndef URLFAN_LIST_FOREIGN_FORMAT_H_
#define URLFAN_LIST_FOREIGN_FORMAT_H_

#include <string_view>

namespace urlfan {

/// What begins so by its first bytes, where that is no text with lines of UTF-8, and no gzip:
/// another encoding of text, or what another program packed. Empty: nothing that is known.
std::string_view foreign_format(std::string_view start) noexcept;

}  // namespace urlfan

#endif  // URLFAN_LIST_FOREIGN_FORMAT_H_
