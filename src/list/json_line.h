#ifndef URLFAN_LIST_JSON_LINE_H_
#define URLFAN_LIST_JSON_LINE_H_

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "src/base/json_numbers.h"
#include "src/list/line_parser.h"
#include "urlfan/request.h"

namespace urlfan {

/// Reads one line of a JSONL list: an object with `url` and, as far as they are wanted, `method`,
/// `headers`, `body` or `body_base64`, `name`, `timeout_ms`, `connect_timeout_ms`, `retries`,
/// `follow`, `expect` and `checks`, of which the last two go to `checks`. Without `method`, that of
/// the request is empty. Throws LineProblem, also for a key that it does not know or that stands
/// twice; then the request has its name and its URL as far as they are understood.
void parse_json_line(std::string_view line, const LineRules& rules, Request& request,
                     Checks& checks);

/// The same of what parse_strictly has made of it: numbers are indexes of `numbers`.
void parse_json_fields(const nlohmann::ordered_json& fields, const JsonNumbers& numbers,
                       const LineRules& rules, Request& request, Checks& checks);

}  // namespace urlfan

#endif  // URLFAN_LIST_JSON_LINE_H_
