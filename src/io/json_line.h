#ifndef URLFAN_IO_JSON_LINE_H_
#define URLFAN_IO_JSON_LINE_H_

#include <string_view>

#include "src/io/line_parser.h"
#include "urlfan/request.h"

namespace urlfan {

/// Reads one line of a JSONL list: an object with `url` and, as far as they are wanted, `method`,
/// `name`, `timeout_ms`, `connect_timeout_ms`, `retries` and `expect`. Throws LineProblem, also for
/// a key that it does not know or that stands twice.
Request parse_json_line(std::string_view line, const UrlParser& parse_url);

}  // namespace urlfan

#endif  // URLFAN_IO_JSON_LINE_H_
