#include "src/output/result_json.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/hex.h"
#include "src/base/text.h"
#include "src/base/time_text.h"
#include "src/output/json_parts.h"
#include "src/output/json_writer.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

void write(JsonWriter& json, const CheckOutcome& check) {
  json.open_object();
  json.member("name", check.name);
  json.member("ok", check.ok);
  json.member("expected", check.expected);
  json.member("actual", check.actual);
  if (check.excerpt) json.member("excerpt", *check.excerpt);
  json.close_object();
}

void write_fine_time(JsonWriter& json, std::string_view key, const std::optional<WallTime>& time) {
  json.key(key);
  if (!time) return json.null();
  json.value(fine_timestamp(*time));
}

void write_stages(JsonWriter& json, const Timings& times) {
  json.member("dns", times.dns);
  json.member("connect", times.connect);
  json.member("tls", times.tls);
  json.member("wait", times.wait);
  json.member("receive", times.receive);
}

/// Of one exchange.
void write_timings(JsonWriter& json, const Timings& times) {
  json.key("timings_ms");
  json.open_object();
  write_stages(json, times);
  json.member("total", times.total);
  json.close_object();
}

void write(JsonWriter& json, const Redirect& redirect) {
  json.open_object();
  json.member("status", redirect.status);
  json.member("location", redirect.location);
  json.member_or_null("method", redirect.method);
  json.member_or_null("url", redirect.url);
  write_fine_time(json, "started_at", redirect.started_at);
  write_timings(json, redirect.timings);
  json.close_object();
}

void write(JsonWriter& json, const PastAttempt& attempt);

template <typename Item>
void write(JsonWriter& json, std::string_view name, const std::vector<Item>& items) {
  json.key(name);
  json.open_array();
  for (const auto& item : items) write(json, item);
  json.close_array();
}

void write(JsonWriter& json, const PastAttempt& attempt) {
  json.open_object();
  json.member("status", attempt.status);
  json.member_or_null("error_code", attempt.error ? to_string(*attempt.error) : "");
  json.member("total_ms", attempt.total);
  json.member("backoff_ms", attempt.backoff);
  write_fine_time(json, "started_at", attempt.started_at);
  json.member_or_null("effective_url", attempt.effective_url);
  write_fine_time(json, "exchange_started_at", attempt.exchange_started_at);
  write_timings(json, attempt.timings);
  write(json, "redirects", attempt.redirects);
  json.close_object();
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

/// {"name": ["value", ...]}, names in the order in which they first came.
void write_headers(JsonWriter& json, const Response& response, Content content) {
  json.key("headers");
  if (!response.headers || content == Content::left_out) return json.null();
  const auto& headers = *response.headers;
  json.open_object();
  for (auto first = headers.begin(); first != headers.end(); ++first) {
    const auto same = [&first](const auto& other) { return other.first == first->first; };
    if (std::any_of(headers.begin(), first, same)) continue;
    json.any_key(first->first);
    json.open_array();
    for (const auto& [name, value] : headers) {
      if (name == first->first) json.value(value);
    }
    json.close_array();
  }
  json.close_object();
}

void write_time(JsonWriter& json, std::string_view key, const std::optional<WallTime>& time) {
  json.key(key);
  if (!time) return json.null();
  json.value(timestamp(*time));
}

void write_tls(JsonWriter& json, const std::optional<TlsFacts>& tls,
               const std::optional<WallTime>& started) {
  json.key("tls");
  if (!tls || !started) return json.null();
  json.open_object();
  json.member("version", tls->version);
  json.member("subject", tls->subject);
  json.member("issuer", tls->issuer);
  write_time(json, "not_before", tls->not_before);
  json.member("not_after", timestamp(tls->not_after));
  write_time(json, "chain_not_after", tls->chain_not_after);
  // In seconds: nanoseconds cannot say how far apart two such times may be.
  const auto left = std::chrono::floor<std::chrono::seconds>(tls->good_until()) -
                    std::chrono::ceil<std::chrono::seconds>(*started);
  json.member("days_left", std::chrono::floor<std::chrono::days>(left).count());
  json.key("names");
  if (tls->names) {
    json.open_array();
    for (const auto& name : *tls->names) json.value(name);
    json.close_array();
  } else {
    json.null();
  }
  json.close_object();
}

void write_timings(JsonWriter& json, const Result& result) {
  const Timings& times = result.timings;
  json.key("timings_ms");
  json.open_object();
  json.member("queued", result.queued);
  write_stages(json, times);
  json.member("redirect", result.redirect_time);
  json.member("total", times.total);
  json.close_object();
}

void write_body(JsonWriter& json, const Response& response, Content content) {
  json.member("content_type", response.content_type);
  json.member("body_bytes", response.status ? std::optional(response.body_bytes) : std::nullopt);
  if (!response.body || content == Content::left_out) {
    for (const char* name : {"body", "body_encoding", "body_truncated"}) {
      json.key(name);
      json.null();
    }
    return;
  }
  const bool cut = response.body_truncated;
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

void write_answer(JsonWriter& json, const Result& result, Content content) {
  json.member_or_null("remote_ip", result.response.remote_ip);
  json.key("remote_port");
  if (result.response.remote_port == 0) {
    json.null();
  } else {
    json.value(result.response.remote_port);
  }
  json.member("started_at",
              result.started_at ? std::optional(timestamp(*result.started_at)) : std::nullopt);
  write_fine_time(json, "exchange_started_at", result.exchange_started_at);
  json.member("elapsed_ms", result.elapsed);
  write_timings(json, result);
  write_body(json, result.response, content);
  json.member("saved_to", result.response.saved_to);
  json.member("sha256", result.response.sha256);
  write_headers(json, result.response, content);
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

void write(JsonWriter& json, const Result& result, Content content = Content::told) {
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
  write_answer(json, result, content);
  json.close_object();
}

void write(JsonWriter& json, const std::vector<ShardTime>& shards) {
  if (shards.empty()) return json.null();
  json.open_array();
  for (const auto& shard : shards) {
    json.open_object();
    json.member("k", shard.k);
    json.member("started_at", timestamp(shard.started_at));
    json.member("wall_ms", shard.wall);
    json.close_object();
  }
  json.close_array();
}

void write_members(JsonWriter& json, const ListFacts& list) {
  json.member_or_null("digest", list.digest);
  json.member("lines", list.digest.empty() ? std::nullopt : std::optional(list.lines));
  json.key("shard");
  if (list.shard) {
    json.open_object();
    json.member("k", list.shard->k);
    json.member("n", list.shard->n);
    json.member("by", to_string(list.shard->by));
    json.member("hash", kShardHash);
    json.close_object();
  } else {
    json.null();
  }
}

void write(JsonWriter& json, const ListFacts& list) {
  json.open_object();
  write_members(json, list);
  json.key("shards");
  write(json, list.shards);
  json.close_object();
}

void write(JsonWriter& json, const ListFacts& list, const ListOutline& outline) {
  json.open_object();
  json.member("type", "list");
  json.member("schema", kSchemaName);
  write_members(json, list);
  json.member("stride", outline.stride);
  json.key("checkpoints");
  json.open_array();
  for (const auto digest : outline.checkpoints) json.value(hex_of(digest));
  json.close_array();
  json.close_object();
}

void write(JsonWriter& json, const Summary& summary) {
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
  json.member_or_null("stop", to_string(summary.stop));
  json.member("exit_code", summary.exit_code);
  json.member("started_at", timestamp(summary.started_at));
  json.member("wall_ms", summary.wall);
  json.member("attempts", summary.attempts);
  json.member("body_bytes", summary.body_bytes);
  write_counts(json, summary);
  write_latency(json, summary.latency);
  write(json, "checks", summary.checks);
  json.key("list");
  if (summary.list) {
    write(json, *summary.list);
  } else {
    json.null();
  }
  json.close_object();
}

template <typename... Value>
std::string as_text(const Value&... value) {
  JsonWriter json;
  write(json, value...);
  return std::move(json).take();
}

}  // namespace

void write_json(JsonWriter& json, const Result& result, Content content) {
  write(json, result, content);
}
void write_json(JsonWriter& json, const Summary& summary) { write(json, summary); }
void write_json(JsonWriter& json, const ListFacts& list, const ListOutline& outline) {
  write(json, list, outline);
}
std::string to_json(const Result& result) { return as_text(result); }
std::string to_json(const Summary& summary) { return as_text(summary); }
std::string to_json(const ListFacts& list, const ListOutline& outline) {
  return as_text(list, outline);
}

}  // namespace urlfan
