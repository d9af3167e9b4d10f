#include "src/io/request_json.h"

#include <utility>
#include <variant>
#include <vector>

#include "src/io/json_parts.h"
#include "src/io/json_writer.h"

namespace urlfan {
namespace {

void write_headers(JsonWriter& json, const std::vector<HeaderCheck>& headers) {
  json.key("headers");
  json.open_array();
  for (const auto& header : headers) {
    const auto* pattern = std::get_if<Pattern>(&header.value);
    json.open_object();
    json.member("name", header.name);
    json.member(pattern != nullptr ? "matches" : "equals",
                pattern != nullptr ? pattern->text() : std::get<std::string>(header.value));
    json.close_object();
  }
  json.close_array();
}

/// As lists, since a line may check one header or one value twice.
void write_checks(JsonWriter& json, const Checks& checks) {
  json.key("expect");
  if (checks.none) return json.null();
  json.open_object();
  json.member_or_null("status", checks.status ? checks.status->text : "");
  json.key("contains");
  json.open_array();
  for (const auto& text : checks.contains) json.value(text);
  json.close_array();
  json.key("matches");
  json.open_array();
  for (const auto& pattern : checks.matches) json.value(pattern.text());
  json.close_array();
  json.member("max_ms", checks.max_time);
  write_headers(json, checks.headers);
  json.key("json");
  json.open_array();
  for (const auto& check : checks.json) {
    json.open_object();
    json.member("pointer", check.pointer);
    json.key("value");
    json.json(check.value);
    json.close_object();
  }
  json.close_array();
  json.member("cert_days", checks.cert_days);
  json.member_or_null("sha256", checks.sha256.value_or(""));
  json.close_object();
}

}  // namespace

std::string to_json(const Request& request, std::uint64_t index) {
  JsonWriter json;
  json.open_object();
  json.member("type", "request");
  json.member("index", index);
  write_location(json, request.where);
  json.member("name", request.name);
  json.member_or_null("method", request.method);
  json.member_or_null("url", request.target.display_url());
  json.member("timeout_ms", request.timeout);
  json.member("connect_timeout_ms", request.connect_timeout);
  json.member("retries", request.retries);
  write_checks(json, request.checks);
  json.key("error");
  write(json, request.bad);
  json.close_object();
  return std::move(json).take();
}

}  // namespace urlfan
