#include "src/io/result_json.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/io/json_writer.h"
#include "src/io/version.h"
#include "src/text/text.h"

namespace urlfan {
namespace {

void append_digits(std::string& out, std::int64_t number, int width) {
  std::array<char, 8> text{};
  for (int i = width - 1; i >= 0; --i, number /= 10) {
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
  }
  out.append(text.data(), static_cast<std::size_t>(width));
}

/// RFC 3339 in UTC, to the millisecond.
std::string timestamp(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<milliseconds>(time - day));
  std::string text;
  text.reserve(24);
  append_digits(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_digits(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_digits(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_digits(text, clock.hours().count(), 2);
  text += ':';
  append_digits(text, clock.minutes().count(), 2);
  text += ':';
  append_digits(text, clock.seconds().count(), 2);
  text += '.';
  append_digits(text, clock.subseconds().count(), 3);
  text += 'Z';
  return text;
}

void write(JsonWriter& json, const Error& error) {
  json.open_object();
  json.member("code", to_string(error.code));
  json.member("phase", to_string(error.phase));
  json.member("message", error.message);
  json.member("retryable", error.retryable);
  json.member("curl_code", error.curl_code);
  json.close_object();
}

void write(JsonWriter& json, const std::optional<Error>& error) {
  if (error) {
    write(json, *error);
  } else {
    json.null();
  }
}

void write(JsonWriter& json, const CheckOutcome& check) {
  json.open_object();
  json.member("name", check.name);
  json.member("ok", check.ok);
  json.member("expected", check.expected);
  json.member("actual", check.actual);
  json.close_object();
}

void write(JsonWriter& json, const PastAttempt& attempt) {
  json.open_object();
  json.member("status", attempt.status);
  json.member_or_null("error_code", attempt.error ? to_string(*attempt.error) : "");
  json.member("total_ms", attempt.total);
  json.member("backoff_ms", attempt.backoff);
  json.close_object();
}

void write(JsonWriter& json, const Redirect& redirect) {
  json.open_object();
  json.member("status", redirect.status);
  json.member("location", redirect.location);
  json.close_object();
}

template <typename Item>
void write(JsonWriter& json, std::string_view name, const std::vector<Item>& items) {
  json.key(name);
  json.open_array();
  for (const auto& item : items) write(json, item);
  json.close_array();
}

/// Beside a baseline: what is otherwise than it was; empty where nothing is.
void write_drift(JsonWriter& json, const std::optional<std::vector<Drift>>& drift) {
  json.key("drift");
  if (!drift) return json.null();
  json.open_array();
  for (const auto& each : *drift) {
    json.open_object();
    json.member("field", each.field);
    json.member("before", each.before);
    json.member("now", each.now);
    json.close_object();
  }
  json.close_array();
}

void write_tls(JsonWriter& json, const std::optional<TlsFacts>& tls,
               const std::optional<WallTime>& started) {
  json.key("tls");
  if (!tls || !started) return json.null();
  json.open_object();
  json.member("version", tls->version);
  json.member("subject", tls->subject);
  json.member("issuer", tls->issuer);
  json.member("not_after", timestamp(tls->not_after));
  json.member("days_left",
              std::chrono::floor<std::chrono::days>(tls->not_after - *started).count());
  json.close_object();
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

void write_timings(JsonWriter& json, const Result& result) {
  const Timings& times = result.timings;
  json.key("timings_ms");
  json.open_object();
  json.member("queued", result.queued);
  json.member("dns", times.dns);
  json.member("connect", times.connect);
  json.member("tls", times.tls);
  json.member("wait", times.wait);
  json.member("receive", times.receive);
  json.member("redirect", result.redirect_time);
  json.member("total", times.total);
  json.close_object();
}

void write_body(JsonWriter& json, const Response& response) {
  json.member("content_type", response.content_type);
  json.member("body_bytes", response.status ? std::optional(response.body_bytes) : std::nullopt);
  if (!response.body) {
    for (const char* name : {"body", "body_encoding", "body_truncated"}) {
      json.key(name);
      json.null();
    }
    return;
  }
  const bool cut = response.body->size() < response.body_bytes;
  const std::string_view text = cut ? drop_cut_character(*response.body) : *response.body;
  const bool readable = is_utf8(text);
  if (readable) {
    json.member("body", text);
  } else {
    json.member("body", base64(*response.body));
  }
  json.member("body_encoding", readable ? "utf-8" : "base64");
  json.member("body_truncated", cut);
}

void write_answer(JsonWriter& json, const Result& result) {
  json.member_or_null("remote_ip", result.response.remote_ip);
  json.key("remote_port");
  if (result.response.remote_port == 0) {
    json.null();
  } else {
    json.value(result.response.remote_port);
  }
  json.member("started_at",
              result.started_at ? std::optional(timestamp(*result.started_at)) : std::nullopt);
  json.member("elapsed_ms", result.elapsed);
  write_timings(json, result);
  write_body(json, result.response);
  json.key("saved_to");
  json.null();
  json.member("sha256", result.response.sha256);
  json.key("headers");
  json.null();
  write_tls(json, result.response.tls, result.started_at);
  json.member("ready_ms", result.ready);
  json.member_or_null("baseline", result.baseline ? to_string(*result.baseline) : "");
  write_drift(json, result.drift);
}

void write_counts(JsonWriter& json, const Summary& summary) {
  json.key("by_status");
  json.open_object();
  for (const auto& [status, count] : summary.by_status) json.member(std::to_string(status), count);
  json.close_object();
  json.key("by_error");
  json.open_object();
  for (const auto& [code, count] : summary.by_error) json.member(to_string(code), count);
  json.close_object();
}

void write_latency(JsonWriter& json, const std::optional<Latency>& latency) {
  json.key("latency_ms");
  if (!latency) return json.null();
  json.open_object();
  json.member("min", latency->min);
  json.member("mean", latency->mean);
  json.member("p50", latency->p50);
  json.member("p90", latency->p90);
  json.member("p95", latency->p95);
  json.member("p99", latency->p99);
  json.member("max", latency->max);
  json.close_object();
}

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

std::string to_json(const Result& result) {
  JsonWriter json;
  json.open_object();
  json.member("type", "result");
  json.member("index", result.index);
  write_location(json, result.where);
  json.member("name", result.name);
  json.member_or_null("method", result.method);
  json.member_or_null("url", result.url);
  json.member_or_null("effective_url", result.effective_url);
  json.member("ok", result.ok());
  json.member("status", result.response.status);
  json.member_or_null("http_version", result.response.http_version);
  json.key("error");
  write(json, result.error);
  write(json, "checks", result.checks);
  json.member("attempts", result.attempts);
  json.member("flaky", result.flaky());
  write(json, "history", result.history);
  write(json, "redirects", result.redirects);
  write_answer(json, result);
  json.close_object();
  return std::move(json).take();
}

std::string to_json(const Summary& summary) {
  JsonWriter json;
  json.open_object();
  json.member("type", "summary");
  json.member("schema", kSchemaName);
  json.member("urlfan_version", kVersion);
  json.member("total", summary.total);
  json.member("ok", summary.ok);
  json.member("failed", summary.failed);
  json.member("skipped", summary.skipped);
  json.member("flaky", summary.flaky);
  json.member("complete", summary.complete);
  json.member("input_complete", summary.input_complete);
  json.member("exit_code", summary.exit_code);
  json.member("started_at", timestamp(summary.started_at));
  json.member("wall_ms", summary.wall);
  json.member("attempts", summary.attempts);
  json.member("body_bytes", summary.body_bytes);
  write_counts(json, summary);
  write_latency(json, summary.latency);
  json.close_object();
  return std::move(json).take();
}

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
