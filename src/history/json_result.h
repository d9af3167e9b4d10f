#ifndef URLFAN_HISTORY_JSON_RESULT_H_
#define URLFAN_HISTORY_JSON_RESULT_H_

#include <nlohmann/json.hpp>

#include "urlfan/result.h"

namespace urlfan {

// The other way of result_json: values from the JSON that it writes. Keys that are not known are
// passed over, as a later version may have more. Both throw nlohmann::json::exception and
// std::invalid_argument for what urlfan has not written.

Result result_from_json(const nlohmann::json& json);
/// How many lines there were and passed, when it was, whether it is complete, and how it ended.
Summary summary_from_json(const nlohmann::json& json);

}  // namespace urlfan

#endif  // URLFAN_HISTORY_JSON_RESULT_H_
