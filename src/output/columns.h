#ifndef URLFAN_OUTPUT_COLUMNS_H_
#define URLFAN_OUTPUT_COLUMNS_H_

#include <cstddef>
#include <string>
#include <string_view>

// How much room texts take on a terminal. They are printable(), so each of their characters is
// shown: in one column, in two (wide ones of East Asia, emoji), or above another (combining ones).
// By the tables of utf8proc, for those of libc belong to a locale, and that to the whole process.

namespace urlfan {

/// Columns that the text takes.
std::size_t columns(std::string_view text) noexcept;

/// As much of its start as fits in so many columns, with the marks of its last character.
std::string_view first_columns(std::string_view text, std::size_t most) noexcept;

/// The text; where it is too wide, its start and its end with "…" between them.
std::string cut_in_the_middle(std::string_view text, std::size_t most);

/// Blanks behind it up to that width.
std::string padded(std::string text, std::size_t width);

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_COLUMNS_H_
