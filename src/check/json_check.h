#ifndef URLFAN_CHECK_JSON_CHECK_H_
#define URLFAN_CHECK_JSON_CHECK_H_

#include <string>
#include <string_view>
#include <vector>

#include "src/check/condition.h"
#include "urlfan/checks.h"

namespace urlfan {

class Bench;

/// A value in quotes is a string, unless it starts as an array or an object; any other is JSON
/// where it is that, and else a string, too.
Condition json_check(const CheckText& text);
/// Throws LineProblem for what is no pointer of RFC 6901.
std::string json_pointer(std::string_view text);
Condition length_check(const CheckText& text);

/// No pointer is to be equal to two values.
void require_one_value_each(const std::vector<Condition>& checks);

void judge_json(const std::vector<Condition>& checks, Bench& bench);
void judge_lengths(const std::vector<Condition>& checks, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_JSON_CHECK_H_
