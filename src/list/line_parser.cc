#include "src/list/line_parser.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/list/check_values.h"
#include "src/list/json_line.h"
#include "src/list/line_problem.h"
#include "src/list/line_tokens.h"
#include "src/list/message_values.h"

namespace urlfan {
namespace {

constexpr std::array<std::string_view, 8> kMethods{"GET",    "HEAD",  "POST",    "PUT",
                                                   "DELETE", "PATCH", "OPTIONS", "TRACE"};

template <typename Value>
void once(std::optional<Value>& field, std::string_view key, Value value) {
  if (field) throw LineProblem{std::string(key) + " stands twice; expected once"};
  field = std::move(value);
}

/// `key` ends with its =. False when there is no such key.
bool apply_plain(Request& request, std::string_view key, std::string_view value) {
  Checks& checks = request.checks;
  if (key == "name=") {
    if (value.empty()) throw LineProblem{"name= is empty; expected a text"};
    if (value.find('\n') != std::string_view::npos) {  // out of a variable
      throw LineProblem{"name= has a line end in it; expected plain text"};
    }
    once(request.name, key, std::string(value));
  } else if (key == "timeout=") {
    once(request.timeout, key, duration_value(key, value));
  } else if (key == "connect-timeout=") {
    once(request.connect_timeout, key, duration_value(key, value));
  } else if (key == "retries=") {
    once(request.retries, key, retries_value(key, value));
  } else if (key == "status=") {
    once(checks.status, key, status_value(key, value));
  } else if (key == "max=") {
    once(checks.max_time, key, duration_value(key, value));
  } else if (key == "cert-days=") {
    once(checks.cert_days, key, cert_days_value(key, value));
  } else if (key == "sha256=") {
    once(checks.sha256, key, sha256_value(key, value));
  } else if (key == "contains=") {
    checks.contains.push_back(contains_value(key, value));
  } else if (key == "matches=") {
    checks.matches.push_back(pattern_value(key, value));
  } else {
    return false;
  }
  return true;
}

constexpr std::string_view kKeys =
    "name, timeout, connect-timeout, retries, status, contains, matches, max, header:NAME, "
    "json:/POINTER, cert-days or sha256";

/// Where the name of a check ends: what a quote holds as a whole, or a variable, has it in its
/// text.
std::size_t end_of_name(const Token& token) {
  if (token.operator_at != std::string::npos) return token.operator_at;
  return token.text.find_first_of(token.text.starts_with("json:") ? "=" : "=~");
}

/// What a URL with a blank in it leaves behind.
bool may_be_url_part(std::string_view text) {
  return text.find_first_of("/.?&%") != std::string_view::npos;
}

constexpr std::string_view kBlankInUrl =
    "; if it belongs to the URL, quote it or write %20 for the blank";

/// One `key=value`.
void apply_key(Request& request, const Token& token) {
  const std::string_view text = token.text;
  const auto end = end_of_name(token);
  const bool whole = end == std::string_view::npos;
  const auto name = text.substr(0, end);
  const auto value = whole ? std::string_view() : text.substr(end + 1);
  if (text.starts_with("json:")) {
    request.checks.json.push_back(whole ? json_check_from_text("json:", text.substr(5))
                                        : json_check_of_line(name.substr(5), value));
    return;
  }
  if (text.starts_with("header:")) {
    request.checks.headers.push_back(
        whole ? header_check("header:", text.substr(7))
              : header_check("header:", name.substr(7), text[end], value));
    return;
  }
  if (whole) {
    throw LineProblem{"unexpected \"" + excerpt(text, 40) + "\"; expected key=value after the URL" +
                      std::string(kBlankInUrl)};
  }
  if (text[end] == '=' && apply_plain(request, text.substr(0, end + 1), value)) return;
  // The whole token where it may be a URL: a password must not be shown because it holds a =.
  const std::string shown = excerpt(text.find('@') == std::string_view::npos ? name : text, 40);
  const std::string sign = text[end] == '~' ? "~" : "";
  throw LineProblem{"unknown key \"" + shown + sign + "\"; expected " + std::string(kKeys) +
                    std::string(may_be_url_part(name) ? kBlankInUrl : "")};
}

}  // namespace

bool is_method(std::string_view token) noexcept {
  return std::find(kMethods.begin(), kMethods.end(), token) != kMethods.end();
}

namespace {

Request bad_request(std::string_view why, const std::string& shown, ErrorCode code) {
  Request request;
  request.method.clear();
  std::string message(why);
  if (!shown.empty()) message += ": " + shown;
  request.bad = make_error(code, std::move(message));
  return request;
}

}  // namespace

Request bad_line(std::string_view line, std::string_view why, ErrorCode code) {
  return bad_request(why, excerpt(line), code);
}

Request too_long_line(std::string_view start) {
  return bad_request("the line is too long; expected at most 64 KiB", excerpt_of_start(start),
                     ErrorCode::invalid_input);
}

namespace {

std::optional<Request> parse_text(std::string_view line, const LineRules& rules) {
  Tokens tokens(line, rules.variables);
  auto word = tokens.next_word();
  if (!word) return {};
  Request request;
  request.method.clear();
  if (is_method(word->text)) {
    // By itself it is a URL.
    if (auto url = tokens.next_word()) {
      request.method = std::move(word->text);
      word = std::move(url);
    }
  }
  auto target = rules.parse_url(word->text);
  if (const auto* error = std::get_if<Error>(&target)) {
    throw LineProblem{error->message, error->code};
  }
  request.target = std::move(std::get<Target>(target));
  while (const auto token = tokens.next_check()) apply_key(request, *token);
  return request;
}

std::optional<Request> parse_any(std::string_view line, const LineRules& rules) {
  const auto content = without_blanks(line);
  const bool object = content.starts_with('{');
  if (rules.format == InputFormat::text || (rules.format == InputFormat::automatic && !object)) {
    return parse_text(line, rules);
  }
  if (content.empty()) return {};
  return parse_json_line(line, rules);
}

}  // namespace

namespace {

/// Whether a JSON object may have secrets in it, of which nobody knows where they are when it
/// cannot be understood.
bool tells_who_asks(std::string_view line) {
  if (!without_blanks(line).starts_with('{')) return false;
  const std::string lower = lower_case(line);
  constexpr std::array<std::string_view, 4> keys{"header", "auth", "cookie", "body"};
  return std::any_of(keys.begin(), keys.end(), [&lower](std::string_view key) {
    return lower.find(key) != std::string::npos;
  });
}

}  // namespace

std::optional<Request> parse_line(std::string_view line, const LineRules& rules) {
  try {
    if (line.find('\0') != std::string_view::npos) {
      throw LineProblem{"a NUL byte; expected text"};
    }
    if (!is_utf8(line)) throw LineProblem{"not valid UTF-8; expected UTF-8 text"};
    auto request = parse_any(line, rules);
    if (request) apply_rules(*request, rules);
    return request;
  } catch (const LineProblem& problem) {
    const std::string shown = tells_who_asks(line) ? std::string() : with_visible_characters(line);
    return bad_line(shown, problem.why, problem.code);
  }
}

namespace {

/// What it sends, and by which method.
void apply_message(Request& request, const LineRules& rules) {
  std::string& method = request.method;
  const bool own_body = request.message && request.message->body;
  const bool bodiless =
      method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
  const MessagePtr defaults = bodiless ? without_body(rules.message) : rules.message;
  request.message = with_defaults(request.message, defaults);
  const bool has_body = request.message && request.message->body;
  if (method.empty()) method = rules.method;
  if (method.empty()) method = has_body ? "POST" : "GET";
  if (own_body && !may_have_body(method)) {
    throw LineProblem{"a " + method + " request has no body; expected another method"};
  }
}

}  // namespace

void apply_rules(Request& request, const LineRules& rules) {
  apply_message(request, rules);
  if (rules.checks.none) {
    request.checks = rules.checks;
    return;
  }
  add_defaults(request.checks, rules.checks);
  require_possible(request);
}

}  // namespace urlfan
