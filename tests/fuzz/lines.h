#ifndef URLFAN_TESTS_FUZZ_LINES_H_
#define URLFAN_TESTS_FUZZ_LINES_H_

#include <string_view>

#include "src/list/line_parser.h"

namespace urlfan {

/// Parses each line of a small list, with libcurl's URLs and with any text for one, and ends the
/// program where a request or a message is not as it must be. Some variables are set: see lines.cc.
void check_lines(std::string_view list, InputFormat format);

}  // namespace urlfan

#endif  // URLFAN_TESTS_FUZZ_LINES_H_
