#include "src/output/request_json.h"

#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/check/condition.h"
#include "src/check/kinds.h"
#include "src/check/operators.h"
#include "src/output/json_parts.h"
#include "src/output/json_writer.h"

namespace urlfan {
namespace {

/// A text of the list, without secrets.
class Shown {
 public:
  /// Those of the run, and those of the request.
  Shown(Secrets of_run, const Request& request) : secrets_(std::move(of_run)) {
    if (request.message) secrets_.add(*request.message);
    if (request.target.credentials) secrets_.add(*request.target.credentials);
  }
  std::string operator()(const std::string& text) const {
    return secrets_.hide(text, Secrets::Cut::at_marks);
  }

 private:
  Secrets secrets_;
};

/// null is a header that is left out.
void write_message(JsonWriter& json, const Message* message, const Shown& shown) {
  json.key("headers");
  json.open_array();
  const auto write = [&json](std::string_view name, const std::optional<std::string>& value) {
    json.open_object();
    json.member("name", name);
    json.member("value", value);
    json.close_object();
  };
  if (message != nullptr) {
    for (const auto& header : message->headers) {
      auto value = header.value;
      if (value) value = may_leave_host(header.name) ? shown(*value) : "***";
      write(header.name, value);
    }
    if (message->cookies) write("Cookie", "***");
  }
  json.close_array();
  const bool has_body = message != nullptr && message->body;
  json.member("body_bytes", has_body ? std::optional(message->body->size()) : std::nullopt);
}

// The values of checks.
template <typename Number>
void write(JsonWriter& json, const Number& number, const Shown& /*shown*/) {
  json.value(number);
}
void write(JsonWriter& json, const std::string& text, const Shown& shown) {
  json.value(shown(text));
}
void write(JsonWriter& json, const StatusSet& set, const Shown& shown) {
  write(json, set.text, shown);
}
void write(JsonWriter& json, const Pattern& pattern, const Shown& shown) {
  write(json, pattern.text(), shown);
}

/// What a condition is held against: null where it is enough that something is there, or is not. Of
/// JSON the value is that, unless there is a secret in it: then it may be none any more, and is a
/// string.
void write_value(JsonWriter& json, const Condition& check, bool is_json, const Shown& shown) {
  if (check.op == Operator::present || check.op == Operator::absent) return json.null();
  const auto* pattern = std::get_if<Pattern>(&check.value);
  if (pattern != nullptr) return write(json, *pattern, shown);
  const auto& text = std::get<std::string>(check.value);
  std::string safe = shown(text);
  if (is_json && safe == text) {
    json.json(safe);
  } else {
    json.value(safe);
  }
}

template <typename Kind>
void write(JsonWriter& json, const Kind& kind, const Condition& check, const Shown& shown) {
  json.open_object();
  if (kind.is_named()) {
    json.member(kind.place == &Checks::headers ? "name" : "pointer", shown(check.name));
  }
  const auto written = spelled(check.op);
  json.member("op", written.empty() ? expected_text(check) : std::string(written));
  json.key("value");
  write_value(json, check, kind.place == &Checks::json, shown);
  json.close_object();
}

/// As lists, since a line may check one header or one value twice.
void write_checks(JsonWriter& json, const Checks& checks, const Shown& shown) {
  json.key("expect");
  if (checks.none) return json.null();
  json.open_object();
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    json.key(kind.member);
    const auto& place = checks.*kind.place;
    if constexpr (Kind::kMany) {
      json.open_array();
      for (const auto& each : place) write(json, kind, each, shown);
      json.close_array();
    } else if (place) {
      write(json, *place, shown);
    } else {
      json.null();
    }
  });
  json.close_object();
}

}  // namespace

std::string to_json(const Request& request, std::uint64_t index, const Secrets& secrets,
                    std::optional<std::uint64_t> shard) {
  JsonWriter json;
  json.open_object();
  json.member("type", "request");
  json.member("index", index);
  json.member("shard", shard);
  write_location(json, request.where);
  const Shown shown(secrets, request);
  json.key("name");
  if (request.name) {
    json.value(shown(*request.name));
  } else {
    json.null();
  }
  json.member_or_null("method", shown(request.method));
  json.member("get_if_refused", request.get_if_refused);
  json.member_or_null("url", shown(request.target.display_url()));
  write_message(json, request.message.get(), shown);
  json.member("timeout_ms", request.timeout);
  json.member("connect_timeout_ms", request.connect_timeout);
  json.member("retries", request.retries);
  json.key("follow");
  if (request.follow_redirects) {
    json.value(*request.follow_redirects);
  } else {
    json.null();
  }
  write_checks(json, request.expected(), shown);
  json.key("error");
  auto bad = request.bad;
  if (bad) bad->message = shown(bad->message);
  write(json, bad);
  json.close_object();
  return std::move(json).take();
}

}  // namespace urlfan
