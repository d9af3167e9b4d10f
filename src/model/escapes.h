#ifndef URLFAN_MODEL_ESCAPES_H_
#define URLFAN_MODEL_ESCAPES_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace urlfan {

/// What an escape at the start of a text stands for.
struct Unescaped {
  std::array<char, 4> bytes{};
  std::size_t count = 0;
  /// Of the escape; 0: there is none.
  std::size_t length = 0;

  std::string_view text() const { return {bytes.data(), count}; }
};

/// Of URLs, JSON, HTML, a shell, or printable(). `text` is not empty.
Unescaped unescape(std::string_view text);

/// Whether all that is left of a text, which is something, can be the first half of an escape.
bool may_be_half_an_escape(std::string_view rest);

}  // namespace urlfan

#endif  // URLFAN_MODEL_ESCAPES_H_
