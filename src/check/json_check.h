#ifndef URLFAN_CHECK_JSON_CHECK_H_
#define URLFAN_CHECK_JSON_CHECK_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "urlfan/checks.h"

namespace urlfan {

class Bench;

/// `pointer` is RFC 6901's; `value` is JSON text.
JsonCheck json_check(std::string_view pointer, std::string value);
/// /POINTER=VALUE, where a word that could not be JSON stands for a string. Which = is the operator
/// says `sign`; npos: the first.
JsonCheck json_check_from_text(std::string_view key, std::string_view text,
                               std::size_t sign = std::string_view::npos);
/// No pointer has two values.
void require_one_value_each(const std::vector<JsonCheck>& checks);

void judge_json(const std::vector<JsonCheck>& checks, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_JSON_CHECK_H_
