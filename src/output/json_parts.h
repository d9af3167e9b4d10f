#ifndef URLFAN_OUTPUT_JSON_PARTS_H_
#define URLFAN_OUTPUT_JSON_PARTS_H_

#include <optional>

#include "src/output/json_writer.h"
#include "urlfan/error.h"
#include "urlfan/request.h"

namespace urlfan {

// What several of urlfan's JSON objects have in them.

void write(JsonWriter& json, const std::optional<Error>& error);

/// The members `file` and `line`.
void write_location(JsonWriter& json, const Location& where);

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_JSON_PARTS_H_
