#include "src/list/line_parser.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/check/exchange_checks.h"
#include "src/list/json_line.h"
#include "src/list/line_checks.h"
#include "src/list/line_tokens.h"
#include "src/list/message_values.h"
#include "src/model/line_problem.h"
#include "src/model/message.h"
#include "urlfan/run_config.h"

namespace urlfan {
namespace {

/// `key` ends with its =. False when there is no such key.
bool apply_plain(Request& request, std::string_view key, std::string_view value) {
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
  } else {
    return false;
  }
  return true;
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
  if (!whole && text[end] == '=' &&
      apply_plain(request, text.substr(0, end + 1), text.substr(end + 1))) {
    return;
  }
  if (add_check(request.checks, text, end)) return;
  if (whole) {
    throw LineProblem{"unexpected \"" + excerpt(text, 40) + "\"; expected key=value after the URL" +
                      std::string(kBlankInUrl)};
  }
  const bool url_part = may_be_url_part(text.substr(0, end));
  throw LineProblem{unknown_key(text, end) +
                    "; expected name, timeout, connect-timeout, retries, " + check_keys() +
                    std::string(url_part ? kBlankInUrl : "")};
}

}  // namespace

unsigned retries_value(std::string_view key, std::string_view text) {
  const auto count = parse_count(text);
  if (!count || *count > kMostRetries) {
    throw LineProblem{is_not(key, "a count", text) + "; expected 0 to " +
                      std::to_string(kMostRetries)};
  }
  return static_cast<unsigned>(*count);
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
    require_text(line);
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
  if (!own_body) return;
  if (auto why = refuse_body(method)) throw LineProblem{std::move(*why)};
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
