#ifndef URLFAN_CLI_TERMINAL_H_
#define URLFAN_CLI_TERMINAL_H_

#include <cstddef>

namespace urlfan {

/// Columns of the terminal, as they are now; where it does not know, those of COLUMNS, else 80.
std::size_t terminal_width(int fd);

/// TERM says that the terminal knows neither colors nor how to take a line away.
bool is_dumb_terminal();

}  // namespace urlfan

#endif  // URLFAN_CLI_TERMINAL_H_
