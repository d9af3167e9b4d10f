#include "src/cli/terminal.h"

#include <sys/ioctl.h>

#include "src/base/environment.h"
#include "src/base/units.h"

namespace urlfan {

std::size_t terminal_width(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  constexpr std::size_t usual = 80;
  const auto told = parse_count(environment_variable("COLUMNS").value_or(""));
  return told && *told > 0 ? *told : usual;
}

bool is_dumb_terminal() { return environment_variable("TERM") == "dumb"; }

}  // namespace urlfan
