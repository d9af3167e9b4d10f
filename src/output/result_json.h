#ifndef URLFAN_OUTPUT_RESULT_JSON_H_
#define URLFAN_OUTPUT_RESULT_JSON_H_

#include <string>

#include "src/model/list_outline.h"
#include "src/output/json_writer.h"
#include "urlfan/result.h"

namespace urlfan {

/// The version of the format: goes up when a reader of the old one would break.
inline constexpr const char* kSchemaName = "urlfan/1";

/// Whether the body and the headers of the answer are told.
enum class Content { told, left_out };

/// Each writes one line of JSON, without the line end, as urlfan.schema.json beside this file says.
/// Bytes that are not UTF-8 become U+FFFD; only bodies keep theirs, as base64.
void write_json(JsonWriter& json, const Result& result, Content content = Content::told);
void write_json(JsonWriter& json, const Summary& summary);
/// What a file of --resume begins with: of which list it is.
void write_json(JsonWriter& json, const ListFacts& list, const ListOutline& outline);

/// The same as a text.
std::string to_json(const Result& result);
std::string to_json(const Summary& summary);
std::string to_json(const ListFacts& list, const ListOutline& outline);

/// The JSON Schema of all output.
std::string json_schema();

}  // namespace urlfan

#endif  // URLFAN_OUTPUT_RESULT_JSON_H_
