#ifndef URLFAN_HISTORY_JSON_RESULT_H_
#define URLFAN_HISTORY_JSON_RESULT_H_

#include <nlohmann/json.hpp>

#include "urlfan/result.h"

namespace urlfan {

// The other way of result_json: values from the JSON that it writes. Keys that are not known are
// passed over, as a later version may have more. All throw nlohmann::json::exception and
// std::invalid_argument for what urlfan has not written.

Result result_from_json(const nlohmann::json& json);
/// How many lines there were and passed, when it was, whether it is complete, how it ended, and of
/// which list it is.
Summary summary_from_json(const nlohmann::json& json);
ListFacts list_facts_from_json(const nlohmann::json& json);

}  // namespace urlfan

#endif  // URLFAN_HISTORY_JSON_RESULT_H_
