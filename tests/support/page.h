#ifndef URLFAN_TESTS_SUPPORT_PAGE_H_
#define URLFAN_TESTS_SUPPORT_PAGE_H_

#include <sstream>
#include <string>

#include "tests/support/temporary_folder.h"

namespace urlfan {

/// The rows of the table with this heading in a page of the documentation, a line each; empty when
/// there is none.
inline std::string page_table(const std::string& page, const std::string& heading) {
  std::istringstream lines(read_file(URLFAN_SOURCE_DIR "/" + page));
  std::string rows;
  std::string line;
  while (std::getline(lines, line) && line != heading) {
  }
  std::getline(lines, line);  // between the heading and the rows
  while (std::getline(lines, line) && line.starts_with('|')) rows += line + "\n";
  return rows;
}

/// What stands between the fences of the block with a line that begins so; empty when there is
/// none.
inline std::string page_block(const std::string& page, const std::string& begin) {
  std::istringstream lines(read_file(URLFAN_SOURCE_DIR "/" + page));
  std::string block;
  bool wanted = false;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      if (inside && wanted) return block;
      inside = !inside;
      block.clear();
    } else if (inside) {
      wanted = wanted || line.starts_with(begin);
      block += line + "\n";
    }
  }
  return {};
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_PAGE_H_
