#include "src/io/result_json.h"

#include <array>
#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "src/io/text.h"
#include "src/io/version.h"

namespace urlfan {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json milliseconds(Duration duration) { return static_cast<double>(duration.count()) / 1000.0; }

Json milliseconds(const std::optional<Duration>& duration) {
  return duration ? milliseconds(*duration) : Json();
}

template <typename Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

/// RFC 3339 in UTC, to the millisecond.
std::string timestamp(WallTime time) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const std::time_t whole = seconds.count();
  std::tm parts{};
  gmtime_r(&whole, &parts);
  std::array<char, 32> date{};
  const auto size = std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string fraction = std::to_string((since - seconds).count());
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::string(date.data(), size) + "." + fraction + "Z";
}

Json to_object(const Error& error) {
  return {{"code", to_string(error.code)},
          {"phase", to_string(error.phase)},
          {"message", error.message},
          {"retryable", error.retryable},
          {"curl_code", or_null(error.curl_code)}};
}

Json to_object(const std::optional<Error>& error) { return error ? to_object(*error) : Json(); }

Json to_object(const CheckOutcome& check) {
  return {{"name", check.name},
          {"ok", check.ok},
          {"expected", check.expected},
          {"actual", check.actual}};
}

Json to_object(const PastAttempt& attempt) {
  return {{"status", or_null(attempt.status)},
          {"error_code", attempt.error ? Json(to_string(*attempt.error)) : Json()},
          {"total_ms", milliseconds(attempt.total)},
          {"backoff_ms", milliseconds(attempt.backoff)}};
}

Json to_object(const Redirect& redirect) {
  return {{"status", redirect.status}, {"location", redirect.location}};
}

template <typename Item>
Json to_array(const std::vector<Item>& items) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(to_object(item));
  return array;
}

Json timings(const Result& result) {
  const Timings& times = result.timings;
  return {{"queued", milliseconds(result.queued)},
          {"dns", milliseconds(times.dns)},
          {"connect", milliseconds(times.connect)},
          {"tls", milliseconds(times.tls)},
          {"wait", milliseconds(times.wait)},
          {"receive", milliseconds(times.receive)},
          {"redirect", milliseconds(result.redirect_time)},
          {"total", milliseconds(times.total)}};
}

void add_location(Json& json, const Location& where) {
  json["file"] = or_null(where.file);
  json["line"] = where.line == 0 ? Json() : Json(where.line);
}

void add_body(Json& json, const Response& response) {
  json["content_type"] = or_null(response.content_type);
  json["body_bytes"] = response.status ? Json(response.body_bytes) : Json();
  if (!response.body) {
    for (const char* key : {"body", "body_encoding", "body_truncated"}) json[key] = nullptr;
    return;
  }
  const bool cut = response.body->size() < response.body_bytes;
  const std::string_view text = cut ? drop_cut_character(*response.body) : *response.body;
  const bool readable = is_utf8(text);
  json["body"] = readable ? std::string(text) : base64(*response.body);
  json["body_encoding"] = readable ? "utf-8" : "base64";
  json["body_truncated"] = cut;
}

}  // namespace

std::string to_json(const Result& result) {
  Json json;
  json["type"] = "result";
  json["index"] = result.index;
  add_location(json, result.where);
  json["name"] = or_null(result.name);
  json["method"] = or_null(result.method);
  json["url"] = or_null(result.url);
  json["effective_url"] = or_null(result.effective_url);
  json["ok"] = result.ok();
  json["status"] = or_null(result.response.status);
  json["http_version"] = or_null(result.response.http_version);
  json["error"] = to_object(result.error);
  json["checks"] = to_array(result.checks);
  json["attempts"] = result.attempts;
  json["flaky"] = result.flaky();
  json["history"] = to_array(result.history);
  json["redirects"] = to_array(result.redirects);
  json["remote_ip"] = or_null(result.response.remote_ip);
  json["remote_port"] =
      result.response.remote_port == 0 ? Json() : Json(result.response.remote_port);
  json["started_at"] = result.started_at ? Json(timestamp(*result.started_at)) : Json();
  json["elapsed_ms"] = milliseconds(result.elapsed);
  json["timings_ms"] = timings(result);
  add_body(json, result.response);
  for (const char* later : {"saved_to", "sha256", "headers", "tls", "ready_ms", "baseline"}) {
    json[later] = nullptr;
  }
  return dump(json);
}

std::string to_json(const Summary& summary) {
  Json json;
  json["type"] = "summary";
  json["schema"] = kSchemaName;
  json["urlfan_version"] = kVersion;
  json["total"] = summary.total;
  json["ok"] = summary.ok;
  json["failed"] = summary.failed;
  json["skipped"] = summary.skipped;
  json["flaky"] = summary.flaky;
  json["complete"] = summary.complete;
  json["input_complete"] = summary.input_complete;
  json["exit_code"] = summary.exit_code;
  json["started_at"] = timestamp(summary.started_at);
  json["wall_ms"] = milliseconds(summary.wall);
  json["attempts"] = summary.attempts;
  json["body_bytes"] = summary.body_bytes;
  json["by_status"] = Json::object();
  for (const auto& [status, count] : summary.by_status) {
    json["by_status"][std::to_string(status)] = count;
  }
  json["by_error"] = Json::object();
  for (const auto& [code, count] : summary.by_error) {
    json["by_error"][std::string(to_string(code))] = count;
  }
  const auto& latency = summary.latency;
  json["latency_ms"] = Json();
  if (latency) {
    json["latency_ms"] = {
        {"min", milliseconds(latency->min)}, {"mean", milliseconds(latency->mean)},
        {"p50", milliseconds(latency->p50)}, {"p90", milliseconds(latency->p90)},
        {"p95", milliseconds(latency->p95)}, {"p99", milliseconds(latency->p99)},
        {"max", milliseconds(latency->max)}};
  }
  return dump(json);
}

std::string to_json(const Request& request, std::uint64_t index) {
  Json json;
  json["type"] = "request";
  json["index"] = index;
  add_location(json, request.where);
  json["name"] = or_null(request.name);
  json["method"] = or_null(request.method);
  json["url"] = or_null(request.target.display_url());
  json["timeout_ms"] = milliseconds(request.timeout);
  json["connect_timeout_ms"] = milliseconds(request.connect_timeout);
  const auto& checks = request.checks;
  json["expect"] = {{"status", checks.status ? Json(checks.status->text) : Json()},
                    {"max_ms", milliseconds(checks.max_time)}};
  json["error"] = to_object(request.bad);
  return dump(json);
}

}  // namespace urlfan
