#ifndef URLFAN_CHECK_HEADER_CHECK_H_
#define URLFAN_CHECK_HEADER_CHECK_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/checks.h"

namespace urlfan {

class Bench;

/// The name of a header, made lower case.
std::string header_name(std::string_view name);
/// What a header may be: libcurl takes the blanks at its ends away.
std::string header_value(std::string_view key, std::string_view value);

/// NAME=VALUE or NAME~REGEX. Which = or ~ is the operator says `sign`; npos: the first.
HeaderCheck header_check(std::string_view key, std::string_view text,
                         std::size_t sign = std::string_view::npos);
void judge_headers(const std::vector<HeaderCheck>& checks, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_HEADER_CHECK_H_
