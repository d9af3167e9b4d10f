#ifndef URLFAN_CHECK_EXCHANGE_CHECKS_H_
#define URLFAN_CHECK_EXCHANGE_CHECKS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/check/condition.h"
#include "urlfan/checks.h"
#include "urlfan/clock.h"

namespace urlfan {

class Bench;

/// More than zero, with its unit.
Duration duration_value(std::string_view key, std::string_view text);
void judge_time(const std::optional<Duration>& most, Bench& bench);

int cert_days_value(std::string_view key, std::string_view text);
void judge_certificate(const std::optional<int>& least, Bench& bench);

/// How many, of the length of something or of redirects.
Condition count_check(const CheckText& text);
Condition size_check(const CheckText& text);
Condition http_check(const CheckText& text);
Condition tls_check(const CheckText& text);
/// As two URLs of one place are the same: without fragment, and with scheme and host in lower case.
std::string comparable_url(std::string_view url);
/// A pattern, or a URL as it is written.
Condition url_check(const CheckText& text);
void judge_redirects(const std::vector<Condition>& checks, Bench& bench);
void judge_size(const std::vector<Condition>& checks, Bench& bench);
void judge_http(const std::vector<Condition>& checks, Bench& bench);
void judge_tls(const std::vector<Condition>& checks, Bench& bench);
void judge_url(const std::vector<Condition>& checks, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_EXCHANGE_CHECKS_H_
