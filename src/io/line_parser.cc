#include "src/io/line_parser.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "src/io/check_values.h"
#include "src/io/json_line.h"
#include "src/io/line_problem.h"
#include "src/io/message_values.h"
#include "src/text/text.h"

namespace urlfan {
namespace {

constexpr std::array<std::string_view, 8> kMethods{"GET",    "HEAD",  "POST",    "PUT",
                                                   "DELETE", "PATCH", "OPTIONS", "TRACE"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Splits a line at its blanks and takes the quotes away.
class Tokens {
 public:
  Tokens(std::string_view line, const Variables& variables) : rest_(line), variables_(variables) {}

  /// Empty at the end of the line, or where a comment starts.
  std::optional<std::string> next() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    if (rest_.empty() || rest_.front() == '#') return {};
    std::string token;
    while (!rest_.empty() && !is_blank(rest_.front())) {
      if (rest_.front() == '"') {
        take();
        quoted(token);
      } else {
        plain(token);
      }
    }
    return token;
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  void plain(std::string& token) {
    if (rest_.front() == '$') {
      take_dollar(rest_, token, variables_);
    } else {
      token += take();
    }
  }

  // As a shell's double quotes: a backslash escapes the quote, itself, $ and `, and is a
  // backslash before anything else.
  void quoted(std::string& token) {
    while (!rest_.empty()) {
      const bool escape = rest_.size() > 1 && rest_.front() == '\\' &&
                          std::string_view("\"\\$`").find(rest_[1]) != std::string_view::npos;
      if (escape) {
        take();
        token += take();
      } else if (rest_.front() == '"') {
        take();
        return;
      } else {
        plain(token);
      }
    }
    throw LineProblem{"a quote is not closed; expected \" before the end of the line"};
  }

  std::string_view rest_;
  const Variables& variables_;
};

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

/// One `key=value`; a key ends at its first = or ~, that of a json check at its first =.
void apply_key(Request& request, std::string_view token) {
  if (token.starts_with("json:")) {
    request.checks.json.push_back(json_check_from_text("json:", token.substr(5)));
    return;
  }
  if (token.starts_with("header:")) {
    request.checks.headers.push_back(header_check("header:", token.substr(7)));
    return;
  }
  const auto end = token.find_first_of("=~");
  if (end == std::string_view::npos) {
    throw LineProblem{"unexpected \"" + excerpt(token, 40) +
                      "\"; expected key=value after the URL"};
  }
  if (token[end] == '=' && apply_plain(request, token.substr(0, end + 1), token.substr(end + 1))) {
    return;
  }
  // The whole token where it may be a URL: a password must not be shown because it holds a =.
  const std::string shown =
      excerpt(token.find('@') == std::string_view::npos ? token.substr(0, end) : token, 40);
  const std::string sign = token[end] == '~' ? "~" : "";
  throw LineProblem{"unknown key \"" + shown + sign + "\"; expected " + std::string(kKeys)};
}

}  // namespace

bool is_method(std::string_view token) noexcept {
  return std::find(kMethods.begin(), kMethods.end(), token) != kMethods.end();
}

namespace {

Request parse_tokens(std::vector<std::string> tokens, const UrlParser& parse_url) {
  Request request;
  request.method.clear();
  auto token = tokens.begin();
  if (tokens.size() > 1 && is_method(*token)) request.method = std::move(*token++);
  auto target = parse_url(*token);
  if (const auto* error = std::get_if<Error>(&target)) {
    throw LineProblem{error->message, error->code};
  }
  request.target = std::move(std::get<Target>(target));
  while (++token != tokens.end()) apply_key(request, *token);
  return request;
}

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
  std::vector<std::string> tokens;
  Tokens reader(line, rules.variables);
  while (auto token = reader.next()) tokens.push_back(std::move(*token));
  if (tokens.empty()) return {};
  return parse_tokens(std::move(tokens), rules.parse_url);
}

std::optional<Request> parse_any(std::string_view line, const LineRules& rules) {
  const auto start = line.find_first_not_of(" \t");
  const bool object = start != std::string_view::npos && line[start] == '{';
  if (rules.format == InputFormat::text || (rules.format == InputFormat::automatic && !object)) {
    return parse_text(line, rules);
  }
  if (start == std::string_view::npos) return {};
  return parse_json_line(line, rules);
}

}  // namespace

namespace {

/// Whether a JSON object may have secrets in it, of which nobody knows where they are when it
/// cannot be understood.
bool tells_who_asks(std::string_view line) {
  const auto start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos || line[start] != '{') return false;
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
    return bad_line(tells_who_asks(line) ? std::string_view() : line, problem.why, problem.code);
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
