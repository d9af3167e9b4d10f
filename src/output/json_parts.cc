#include "src/output/json_parts.h"

namespace urlfan {
namespace {

void write(JsonWriter& json, const Error& error) {
  json.open_object();
  json.member("code", to_string(error.code));
  json.member("phase", to_string(error.phase));
  json.member("message", error.message);
  json.member("retryable", error.retryable);
  json.member("curl_code", error.curl_code);
  json.close_object();
}

}  // namespace

void write(JsonWriter& json, const std::optional<Error>& error) {
  if (error) {
    write(json, *error);
  } else {
    json.null();
  }
}

void write_location(JsonWriter& json, const Location& where) {
  json.member_or_null("file", where.file);
  json.key("line");
  if (where.line == 0) {
    json.null();
  } else {
    json.value(where.line);
  }
}

}  // namespace urlfan
