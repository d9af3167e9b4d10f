#include "src/report/har_report.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/base/time_text.h"
#include "src/report/wording.h"
#include "urlfan/status.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

// What HAR writes for a size or a time that is not known or does not apply.
constexpr int kNone = -1;

/// One request and what came of it.
struct Exchange {
  std::string_view method;
  std::string_view url;
  WallTime started_at;
  const Timings* timings;
  /// Of this exchange alone.
  std::optional<Duration> total;
  std::optional<int> status;
  /// Where the answer points, of one that is followed.
  std::string_view location = {};
  std::optional<ErrorCode> error = {};
  /// All that is known of the last answer; null for others.
  const Response* response = nullptr;
};

/// That of the request behind these.
std::string_view method_after(const std::vector<Redirect>& hops, std::string_view first) {
  if (hops.empty() || hops.back().method.empty()) return first;
  return method_after_redirect(hops.back().method, hops.back().status);
}

void add_hops(std::vector<Exchange>& all, const std::vector<Redirect>& hops) {
  for (const auto& hop : hops) {
    if (!hop.started_at) continue;
    all.push_back({.method = hop.method,
                   .url = hop.url,
                   .started_at = *hop.started_at,
                   .timings = &hop.timings,
                   .total = hop.timings.total,
                   .status = hop.status,
                   .location = hop.location});
  }
}

/// All of a line, in their order.
std::vector<Exchange> exchanges(const Result& result) {
  std::vector<Exchange> all;
  for (const auto& past : result.history) {
    add_hops(all, past.redirects);
    if (!past.exchange_started_at) continue;
    all.push_back({.method = method_after(past.redirects, result.method),
                   .url = past.effective_url,
                   .started_at = *past.exchange_started_at,
                   .timings = &past.timings,
                   .total = past.timings.total,
                   .status = past.status,
                   .error = past.error});
  }
  add_hops(all, result.redirects);
  // Outputs from before exchanges were told have only the start of the line.
  const auto start = result.exchange_started_at ? result.exchange_started_at : result.started_at;
  if (!start) return all;
  std::optional<Duration> total = result.timings.total;
  if (total) total = std::max(*total - result.redirect_time.value_or(Duration(0)), Duration(0));
  Exchange last{.method = method_after(result.redirects, result.method),
                .url = result.effective_url,
                .started_at = *start,
                .timings = &result.timings,
                .total = total,
                .status = result.response.status,
                .response = &result.response};
  if (result.error) last.error = result.error->code;
  all.push_back(last);
  return all;
}

void write_empty(JsonWriter& json, std::string_view key) {
  json.key(key);
  json.open_array();
  json.close_array();
}

void write_query(JsonWriter& json, std::string_view url) {
  json.key("queryString");
  json.open_array();
  url = url.substr(0, url.find('#'));
  const std::size_t mark = url.find('?');
  std::string_view rest = mark == std::string_view::npos ? "" : url.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const std::size_t equals = std::min(part.find('='), part.size());
    json.open_object();
    json.member("name", part.substr(0, equals));
    json.member("value", part.substr(std::min(equals + 1, part.size())));
    json.close_object();
  }
  json.close_array();
}

std::string http_version(const Exchange& exchange) {
  const bool known = exchange.response != nullptr && !exchange.response->http_version.empty();
  return known ? "HTTP/" + exchange.response->http_version : "unknown";
}

void write_request(JsonWriter& json, const Exchange& exchange) {
  json.key("request");
  json.open_object();
  json.member("method", exchange.method);
  json.member("url", exchange.url);
  json.member("httpVersion", http_version(exchange));
  write_empty(json, "cookies");
  write_empty(json, "headers");
  write_query(json, exchange.url);
  json.member("headersSize", kNone);
  json.member("bodySize", kNone);
  json.close_object();
}

void write_headers(JsonWriter& json, const Exchange& exchange) {
  if (exchange.response == nullptr || !exchange.response->headers) {
    return write_empty(json, "headers");
  }
  json.key("headers");
  json.open_array();
  for (const auto& [name, value] : *exchange.response->headers) {
    json.open_object();
    json.member("name", name);
    json.member("value", value);
    json.close_object();
  }
  json.close_array();
}

void write_content(JsonWriter& json, const Exchange& exchange) {
  const Response nothing;
  const Response& response = exchange.response != nullptr ? *exchange.response : nothing;
  json.key("content");
  json.open_object();
  json.member("size", response.body_bytes);
  json.member("mimeType", response.content_type.value_or("x-unknown"));
  if (response.body) {
    const std::string_view text =
        response.body_truncated ? drop_cut_character(*response.body) : *response.body;
    if (is_utf8(text)) {
      json.member("text", text);
    } else {
      json.member("text", base64(*response.body));
      json.member("encoding", "base64");
    }
    if (response.body_truncated) json.member("comment", "only the begin of it");
  }
  json.close_object();
}

void write_response(JsonWriter& json, const Exchange& exchange, std::string_view message) {
  json.key("response");
  json.open_object();
  json.member("status", exchange.status.value_or(0));
  json.member("statusText", "");
  json.member("httpVersion", http_version(exchange));
  write_empty(json, "cookies");
  write_headers(json, exchange);
  write_content(json, exchange);
  json.member("redirectURL", exchange.location);
  json.member("headersSize", kNone);
  json.member("bodySize", kNone);
  if (exchange.error) json.member("_error", message);
  json.close_object();
}

void write_time(JsonWriter& json, std::string_view key, const std::optional<Duration>& time) {
  json.key(key);
  if (time) {
    json.value(*time);
  } else {
    json.value(kNone);
  }
}

/// The whole is the sum of the parts: what is none of those is `blocked`, and `ssl` part of
/// `connect`.
void write_timings(JsonWriter& json, const Exchange& exchange) {
  const Timings& times = *exchange.timings;
  std::optional<Duration> connect = times.connect;
  if (times.tls) connect = connect.value_or(Duration(0)) + *times.tls;
  const auto none = Duration(0);
  const Duration known = times.dns.value_or(none) + connect.value_or(none) +
                         times.wait.value_or(none) + times.receive.value_or(none);
  const Duration total = std::max(exchange.total.value_or(none), known);
  json.member("time", total);
  json.key("timings");
  json.open_object();
  json.member("blocked", total - known);
  write_time(json, "dns", times.dns);
  write_time(json, "connect", connect);
  write_time(json, "ssl", times.tls);
  json.member("send", 0);
  json.member("wait", times.wait.value_or(none));
  json.member("receive", times.receive.value_or(none));
  json.close_object();
}

void write_entry(JsonWriter& json, const Exchange& exchange, const Result& result) {
  const bool last = exchange.response != nullptr;
  std::string failure;
  if (exchange.error) {
    failure = last ? reason(*result.error) : std::string(to_string(*exchange.error));
  }
  json.open_object();
  json.member("startedDateTime", fine_timestamp(exchange.started_at));
  write_timings(json, exchange);
  write_request(json, exchange);
  write_response(json, exchange, failure);
  json.key("cache");
  json.open_object();
  json.close_object();
  if (last && !result.response.remote_ip.empty()) {
    json.member("serverIPAddress", result.response.remote_ip);
  }
  std::string comment = place(result.where);
  if (result.name) comment += ": " + *result.name;
  if (!failure.empty()) comment += ": " + failure;
  json.member("comment", comment);
  json.close_object();
}

}  // namespace

HarReport::HarReport(std::ostream& out) : out_(out) {}

std::string HarReport::before(std::string_view text) const {
  if (open_) return std::string(text);
  return std::string(R"({"log":{"version":"1.2","creator":{"name":"urlfan","version":")") +
         kVersion + "\"},\"entries\":[\n";
}

void HarReport::write(const Result& result) {
  const auto all = exchanges(result);
  if (all.empty()) {
    ++never_sent_;
    return;
  }
  json_.clear();
  json_.verbatim(before(",\n"));
  for (const auto& exchange : all) write_entry(json_, exchange, result);
  const std::string_view text = json_.text();
  out_.write(text.data(), static_cast<std::streamsize>(text.size()));
  open_ = true;
}

void HarReport::finish(const Summary& summary) {
  JsonWriter comment;
  comment.value(
      std::to_string(summary.total) + " lines" +
      (never_sent_ > 0 ? ", " + std::to_string(never_sent_) + " of them never sent" : "") +
      ", exit code " + std::to_string(summary.exit_code));
  out_ << before("\n") << "],\"comment\":" << comment.text() << "}}\n" << std::flush;
}

}  // namespace urlfan
