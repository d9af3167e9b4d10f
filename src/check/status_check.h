#ifndef URLFAN_CHECK_STATUS_CHECK_H_
#define URLFAN_CHECK_STATUS_CHECK_H_

#include <optional>
#include <string_view>

#include "urlfan/checks.h"

namespace urlfan {

class Bench;

/// A comma list of 200, 2xx, 200-299.
StatusSet status_value(std::string_view key, std::string_view text);
void judge_status(const std::optional<StatusSet>& expected, Bench& bench);

}  // namespace urlfan

#endif  // URLFAN_CHECK_STATUS_CHECK_H_
