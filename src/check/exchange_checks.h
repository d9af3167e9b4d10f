#ifndef URLFAN_CHECK_EXCHANGE_CHECKS_H_
#define URLFAN_CHECK_EXCHANGE_CHECKS_H_

#include <optional>
#include <string_view>

#include "urlfan/checks.h"
#include "urlfan/clock.h"

namespace urlfan {

class Bench;

/// More than zero.
Duration duration_value(std::string_view key, std::string_view text);
void judge_time(const std::optional<Duration>& most, Bench& bench);

int cert_days_value(std::string_view key, std::string_view text);
void judge_certificate(const std::optional<int>& least, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_EXCHANGE_CHECKS_H_
