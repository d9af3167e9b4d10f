#ifndef URLFAN_CHECK_HEADER_CHECK_H_
#define URLFAN_CHECK_HEADER_CHECK_H_

#include <string>
#include <string_view>
#include <vector>

#include "src/check/condition.h"
#include "urlfan/checks.h"

namespace urlfan {

class Bench;

/// The name of a header, made lower case.
std::string header_name(std::string_view name);
/// What a header may be: libcurl takes the blanks at its ends away.
std::string header_value(std::string_view key, std::string_view value);

Condition header_check(const CheckText& text);
void judge_headers(const std::vector<Condition>& checks, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_HEADER_CHECK_H_
