#ifndef URLFAN_CHECK_BODY_CHECKS_H_
#define URLFAN_CHECK_BODY_CHECKS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/check/condition.h"
#include "urlfan/checks.h"

namespace urlfan {

class Bench;

Condition contains_check(const CheckText& text);
void judge_contains(const std::vector<Condition>& checks, Bench& bench);

Pattern pattern_value(std::string_view key, std::string_view text);
Condition matches_check(const CheckText& text);
void judge_matches(const std::vector<Condition>& checks, Bench& bench);

std::string sha256_value(std::string_view key, std::string_view text);
void judge_sha256(const std::optional<std::string>& expected, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_BODY_CHECKS_H_
