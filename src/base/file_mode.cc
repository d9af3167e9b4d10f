#include "src/base/file_mode.h"

#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

namespace urlfan {

mode_t new_file_mode() {
  // umask(2) tells it only by changing it, for all threads.
  constexpr std::string_view name = "Umask:\t";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(name)) continue;
    mode_t mask = 0;
    std::from_chars(line.data() + name.size(), line.data() + line.size(), mask, 8);
    return 0666 & ~mask;
  }
  return 0600;
}

}  // namespace urlfan
