#include "src/history/json_result.h"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/base/time_text.h"
#include "src/model/exit_code.h"

namespace urlfan {
namespace {

using Json = nlohmann::json;

/// The library itself would cut a number down to what fits.
template <std::integral Number>
Number whole(const Json& value) {
  const bool sound =
      value.is_number_unsigned()
          ? std::in_range<Number>(value.get<std::uint64_t>())
          : value.is_number_integer() && std::in_range<Number>(value.get<std::int64_t>());
  if (!sound) throw std::invalid_argument("not a whole number: " + excerpt(value.dump(), 40));
  return value.get<Number>();
}

template <typename Value>
std::optional<Value> maybe(const Json& json, const char* key) {
  const Json& value = json.at(key);
  if (value.is_null()) return {};
  if constexpr (std::integral<Value> && !std::same_as<Value, bool>) {
    return whole<Value>(value);
  } else {
    return value.get<Value>();
  }
}

std::string text_or_empty(const Json& json, const char* key) {
  return maybe<std::string>(json, key).value_or("");
}

std::optional<Duration> milliseconds(const Json& json, const char* key) {
  const auto count = maybe<double>(json, key);
  if (!count) return {};
  constexpr double century = 3.2e12;
  if (!(*count >= 0 && *count < century)) throw std::invalid_argument("a time out of range");
  return Duration(std::llround(*count * 1000));
}

WallTime time_of(const std::string& text) {
  const auto time = parse_timestamp(text);
  if (!time) throw std::invalid_argument("not a time: " + excerpt(text, 40));
  return *time;
}

std::optional<WallTime> maybe_time(const Json& json, const char* key) {
  // Outputs from before some of them were told do not have them.
  const auto text = json.contains(key) ? maybe<std::string>(json, key) : std::nullopt;
  return text ? std::optional(time_of(*text)) : std::nullopt;
}

ErrorCode error_code(const std::string& name) {
  const auto errors = all_errors();
  const auto found = std::find_if(errors.begin(), errors.end(),
                                  [&name](const ErrorInfo& error) { return error.name == name; });
  if (found == errors.end()) throw std::invalid_argument("no error code: " + excerpt(name, 40));
  return found->code;
}

Phase phase(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(Phase::local); ++i) {
    if (to_string(static_cast<Phase>(i)) == name) return static_cast<Phase>(i);
  }
  throw std::invalid_argument("no phase: " + excerpt(name, 40));
}

std::optional<Error> error(const Json& json) {
  if (json.is_null()) return {};
  return Error{.code = error_code(json.at("code").get<std::string>()),
               .phase = phase(json.at("phase").get<std::string>()),
               .message = json.at("message").get<std::string>(),
               .retryable = json.at("retryable").get<bool>(),
               .curl_code = maybe<int>(json, "curl_code")};
}

std::optional<BaselineVerdict> baseline(const Json& json) {
  const auto name = maybe<std::string>(json, "baseline");
  if (!name) return {};
  for (const auto verdict :
       {BaselineVerdict::new_failure, BaselineVerdict::known, BaselineVerdict::fixed}) {
    if (to_string(verdict) == *name) return verdict;
  }
  throw std::invalid_argument("no verdict: " + excerpt(*name, 40));
}

std::optional<std::vector<Drift>> drift(const Json& json) {
  // Outputs from before there was a baseline do not have it.
  if (!json.contains("drift") || json["drift"].is_null()) return {};
  std::vector<Drift> all;
  for (const auto& each : json["drift"]) {
    all.push_back({.field = each.at("field").get<std::string>(),
                   .before = each.at("before").get<std::string>(),
                   .now = each.at("now").get<std::string>()});
  }
  return all;
}

/// Outputs from before a refused certificate was told do not have it.
std::optional<std::vector<std::string>> names(const Json& tls) {
  if (!tls.contains("names") || tls["names"].is_null()) return {};
  return tls["names"].get<std::vector<std::string>>();
}

std::optional<TlsFacts> tls(const Json& json) {
  const Json& facts = json.at("tls");
  if (facts.is_null()) return {};
  return TlsFacts{.version = facts.at("version").get<std::string>(),
                  .subject = facts.at("subject").get<std::string>(),
                  .issuer = facts.at("issuer").get<std::string>(),
                  .not_after = time_of(facts.at("not_after").get<std::string>()),
                  .not_before = maybe_time(facts, "not_before"),
                  .chain_not_after = maybe_time(facts, "chain_not_after"),
                  .names = names(facts)};
}

std::optional<std::string> body(const Json& json) {
  auto text = maybe<std::string>(json, "body");
  if (!text || maybe<std::string>(json, "body_encoding") != "base64") return text;
  auto bytes = from_base64(*text);
  if (!bytes) throw std::invalid_argument("a body that is not base64");
  return bytes;
}

std::optional<std::vector<std::pair<std::string, std::string>>> headers(const Json& json) {
  if (json.at("headers").is_null()) return {};
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [name, values] : json["headers"].items()) {
    for (const auto& value : values) all.emplace_back(name, value.get<std::string>());
  }
  return all;
}

Response response(const Json& json) {
  Response response;
  response.status = maybe<int>(json, "status");
  response.http_version = text_or_empty(json, "http_version");
  response.remote_ip = text_or_empty(json, "remote_ip");
  response.remote_port = maybe<int>(json, "remote_port").value_or(0);
  response.content_type = maybe<std::string>(json, "content_type");
  response.tls = tls(json);
  response.headers = headers(json);
  response.body = body(json);
  response.body_truncated = maybe<bool>(json, "body_truncated").value_or(false);
  response.saved_to = maybe<std::string>(json, "saved_to");
  response.sha256 = maybe<std::string>(json, "sha256");
  response.body_bytes = maybe<std::uint64_t>(json, "body_bytes").value_or(0);
  return response;
}

Timings timings(const Json& times) {
  return {.dns = milliseconds(times, "dns"),
          .connect = milliseconds(times, "connect"),
          .tls = milliseconds(times, "tls"),
          .wait = milliseconds(times, "wait"),
          .receive = milliseconds(times, "receive"),
          .total = milliseconds(times, "total")};
}

/// Outputs from before exchanges were told do not have them.
Timings maybe_timings(const Json& json) {
  return json.contains("timings_ms") ? timings(json["timings_ms"]) : Timings();
}

std::string maybe_text(const Json& json, const char* key) {
  return json.contains(key) ? text_or_empty(json, key) : std::string();
}

void read_timings(const Json& json, Result& result) {
  const Json& times = json.at("timings_ms");
  result.queued = milliseconds(times, "queued");
  result.redirect_time = milliseconds(times, "redirect");
  result.timings = timings(times);
}

std::vector<Redirect> redirects(const Json& json) {
  std::vector<Redirect> all;
  for (const auto& redirect : json) {
    all.push_back({.status = whole<int>(redirect.at("status")),
                   .location = redirect.at("location").get<std::string>(),
                   .method = maybe_text(redirect, "method"),
                   .url = maybe_text(redirect, "url"),
                   .started_at = maybe_time(redirect, "started_at"),
                   .timings = maybe_timings(redirect)});
  }
  return all;
}

void read_history(const Json& json, Result& result) {
  for (const auto& past : json.at("history")) {
    const auto code = maybe<std::string>(past, "error_code");
    result.history.push_back({.status = maybe<int>(past, "status"),
                              .error = code ? std::optional(error_code(*code)) : std::nullopt,
                              .total = milliseconds(past, "total_ms"),
                              .backoff = milliseconds(past, "backoff_ms").value_or(Duration(0)),
                              .started_at = maybe_time(past, "started_at"),
                              .effective_url = maybe_text(past, "effective_url"),
                              .exchange_started_at = maybe_time(past, "exchange_started_at"),
                              .timings = maybe_timings(past)});
    if (past.contains("redirects")) result.history.back().redirects = redirects(past["redirects"]);
  }
  result.redirects = redirects(json.at("redirects"));
  for (const auto& check : json.at("checks")) {
    result.checks.push_back({.name = check.at("name").get<std::string>(),
                             .ok = check.at("ok").get<bool>(),
                             .expected = check.at("expected").get<std::string>(),
                             .actual = maybe<std::string>(check, "actual"),
                             .excerpt = {}});
    if (check.contains("excerpt")) {
      result.checks.back().excerpt = check.at("excerpt").get<std::string>();
    }
  }
}

StopCause named_cause(const std::string& name) {
  for (unsigned value = 1; value <= 0xFF && !name.empty(); ++value) {
    const StopCause cause{static_cast<std::uint8_t>(value)};
    if (to_string(cause) == name) return cause;
  }
  throw std::invalid_argument("no cause of a stop: " + excerpt(name, 40));
}

/// What the exit code tells of it.
StopCause likely_cause(const Summary& summary) {
  const int code = summary.exit_code;
  if (code > 128 && code < 256) return stopped_by_signal(code - 128);
  if (code == kExitDeadline) return StopCause::deadline;
  if (code == kExitInternal) return StopCause::internal;
  return summary.complete ? StopCause::none : StopCause::failures;
}

StopCause stop_cause(const Json& json, const Summary& summary) {
  // Outputs from before it was told do not have it.
  if (!json.contains("stop")) return likely_cause(summary);
  const auto name = maybe<std::string>(json, "stop");
  return name ? named_cause(*name) : StopCause::none;
}

/// Outputs from before it was told do not have it.
std::optional<ListFacts> list_facts(const Json& json) {
  const auto found = json.find("list");
  if (found == json.end() || found->is_null()) return {};
  return list_facts_from_json(*found);
}

std::vector<ShardTime> shard_times(const Json& json) {
  std::vector<ShardTime> all;
  if (!json.contains("shards") || json["shards"].is_null()) return all;
  for (const auto& shard : json["shards"]) {
    all.push_back({.k = whole<std::uint64_t>(shard.at("k")),
                   .started_at = time_of(shard.at("started_at").get<std::string>()),
                   .wall = milliseconds(shard, "wall_ms").value_or(Duration(0))});
  }
  return all;
}

}  // namespace

ListFacts list_facts_from_json(const Json& json) {
  ListFacts list{.digest = text_or_empty(json, "digest"),
                 .lines = maybe<std::uint64_t>(json, "lines").value_or(0),
                 .shards = shard_times(json)};
  const Json& shard = json.at("shard");
  if (shard.is_null()) return list;
  const auto by = shard.at("by").get<std::string>();
  const auto hash = shard.at("hash").get<std::string>();
  if (hash != kShardHash) throw std::invalid_argument("no hash of shards: " + excerpt(hash, 40));
  list.shard = {.k = whole<std::uint64_t>(shard.at("k")),
                .n = whole<std::uint64_t>(shard.at("n")),
                .by = by == to_string(ShardBy::line) ? ShardBy::line : ShardBy::host};
  if (by != to_string(list.shard->by) || list.shard->k < 1 || list.shard->k > list.shard->n) {
    throw std::invalid_argument("no shard");
  }
  return list;
}

Result result_from_json(const Json& json) {
  Result result;
  result.index = whole<std::uint64_t>(json.at("index"));
  result.where = {.file = text_or_empty(json, "file"),
                  .line = maybe<std::uint64_t>(json, "line").value_or(0)};
  result.name = maybe<std::string>(json, "name");
  result.method = text_or_empty(json, "method");
  result.url = text_or_empty(json, "url");
  result.effective_url = text_or_empty(json, "effective_url");
  result.response = response(json);
  result.error = error(json.at("error"));
  result.attempts = whole<unsigned>(json.at("attempts"));
  read_history(json, result);
  read_timings(json, result);
  result.started_at = maybe_time(json, "started_at");
  result.exchange_started_at = maybe_time(json, "exchange_started_at");
  result.elapsed = milliseconds(json, "elapsed_ms");
  result.ready = milliseconds(json, "ready_ms");
  result.baseline = baseline(json);
  result.drift = drift(json);
  if (result.ok() && !result.response.status) {
    throw std::invalid_argument("neither a status nor an error");
  }
  return result;
}

Summary summary_from_json(const Json& json) {
  Summary summary;
  summary.total = whole<std::uint64_t>(json.at("total"));
  summary.ok = whole<std::uint64_t>(json.at("ok"));
  summary.complete = json.at("complete").get<bool>();
  summary.input_complete = json.at("input_complete").get<bool>();
  summary.exit_code = whole<int>(json.at("exit_code"));
  summary.started_at = time_of(json.at("started_at").get<std::string>());
  summary.wall = milliseconds(json, "wall_ms").value_or(Duration(0));
  summary.stop = stop_cause(json, summary);
  summary.list = list_facts(json);
  return summary;
}

}  // namespace urlfan
