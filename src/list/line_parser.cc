#include "src/list/line_parser.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"
#include "src/base/units.h"
#include "src/check/check_text.h"
#include "src/check/exchange_checks.h"
#include "src/check/kinds.h"
#include "src/list/json_line.h"
#include "src/list/line_checks.h"
#include "src/list/line_tokens.h"
#include "src/list/message_values.h"
#include "src/model/line_problem.h"
#include "src/model/message.h"
#include "urlfan/run_config.h"

namespace urlfan {
namespace {

/// Beside those of checks.
constexpr std::array<std::string_view, 5> kPlainKeys{"name", "timeout", "connect-timeout",
                                                     "retries", "follow"};

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
  } else if (key == "follow=") {
    if (value != "yes" && value != "no") {
      throw LineProblem{is_not(key, "yes or no", value) + "; expected yes or no"};
    }
    once(request.follow_redirects, key, value == "yes");
  } else {
    return false;
  }
  return true;
}

bool is_plain_key(std::string_view text) {
  return std::find(kPlainKeys.begin(), kPlainKeys.end(), text) != kPlainKeys.end();
}

/// What a URL with a blank in it leaves behind.
bool may_be_url_part(std::string_view text) {
  return text.find_first_of("/.?&%") != std::string_view::npos;
}

constexpr std::string_view kBlankInUrl =
    "; if it belongs to the URL, quote it or write %20 for the blank; a value with blanks "
    "stands in quotes right behind its =";

/// One `key=value` behind `first`, which is the URL.
void apply_key(Request& request, Checks& checks, const Token& token, std::string_view first) {
  const std::string_view text = token.text;
  const auto end = operator_of(token).at;
  const bool whole = end == std::string_view::npos;
  if (!whole && text[end] == '=' &&
      apply_plain(request, text.substr(0, end + 1), text.substr(end + 1))) {
    return;
  }
  if (add_check(checks, token)) return;
  refuse_misplaced_operator(token);
  if (const std::string method = whole ? nearest_method(first) : ""; !method.empty()) {
    throw LineProblem{"unexpected \"" + excerpt(text, 40) + "\" behind \"" + excerpt(first, 40) +
                      "\"; did you mean the method " + method +
                      "? expected [METHOD] URL [key=value ...]"};
  }
  if (whole) {
    throw LineProblem{"unexpected \"" + excerpt(text, 40) + "\"; expected key=value after the URL" +
                      std::string(kBlankInUrl)};
  }
  const bool url_part = may_be_url_part(text.substr(0, end));
  throw LineProblem{unknown_key(text, end) + "; " +
                    meant_key(text.substr(0, end), {kPlainKeys.begin(), kPlainKeys.end()}) +
                    "expected name, timeout, connect-timeout, retries, follow, " + check_keys() +
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

/// The words behind `url`; once something is wrong, only the name is looked for.
void apply_keys(Tokens& tokens, Request& request, Checks& checks, std::string_view url,
                FirstProblem& problem) {
  for (bool more = true; more;) {
    more = false;
    bool is_read = false;
    problem.watch([&] {
      const auto token = tokens.next_check();
      is_read = true;
      more = token.has_value();
      if (more && (!problem.found() || token->text.starts_with("name="))) {
        apply_key(request, checks, *token, url);
      }
    });
    if (!is_read) more = tokens.skip_word();
  }
}

/// Of a line or of a check: not what a URL is, which may have a = as well.
bool is_key(const Token& word) {
  std::string_view text = word.text;
  if (text.starts_with('!')) return true;
  text = text.substr(0, find_operator(text).at);
  if (text.size() == word.text.size()) return false;
  const auto subject = text.substr(0, std::min(text.find(':'), text.size() - 1) + 1);
  return is_plain_key(text) ||
         any_check_kind([subject](const auto& kind) { return kind.key == subject; });
}

/// Its method, if there is one, and its URL, which is returned. Empty for a line that says nothing.
std::optional<Token> read_start(Tokens& tokens, Request& request) {
  auto word = tokens.next_word();
  if (!word) return word;
  if (is_method(word->text)) {
    // By itself, or before keys alone, it is a URL.
    Tokens rest = tokens;
    if (auto url = rest.next_word(); url && !is_key(*url)) {
      request.method = std::move(word->text);
      word = std::move(url);
      tokens = rest;
    }
  }
  return word;
}

/// False for a line that says nothing.
bool parse_text(std::string_view line, const LineRules& rules, Request& request, Checks& checks) {
  Tokens tokens(line, rules.variables);
  FirstProblem problem;
  std::optional<Token> url;
  problem.watch([&] { url = read_start(tokens, request); });
  if (!url && !problem.found()) return false;
  if (url) {
    problem.watch([&] { request.target = target_of(url->text, rules); });
  } else {
    tokens.skip_word();
  }
  apply_keys(tokens, request, checks, url ? url->text : "", problem);
  problem.raise();
  return true;
}

bool parse_any(std::string_view line, const LineRules& rules, Request& request, Checks& checks) {
  const auto content = without_blanks(line);
  const bool object = content.starts_with('{');
  if (rules.format == InputFormat::text || (rules.format == InputFormat::automatic && !object)) {
    return parse_text(line, rules, request, checks);
  }
  if (content.empty()) return false;
  parse_json_line(line, rules, request, checks);
  return true;
}

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

namespace {

/// What it sends, and by which method.
void apply_message(Request& request, const LineRules& rules) {
  std::string& method = request.method;
  const bool bodiless =
      method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
  const MessagePtr defaults = bodiless ? without_body(rules.message) : rules.message;
  request.message = with_defaults(request.message, defaults);
  const bool has_body = request.message && request.message->body;
  if (method.empty()) {
    method = rules.method;
    request.get_if_refused = rules.get_if_refused;
  }
  if (method.empty()) method = has_body ? "POST" : "GET";
}

/// What the rules say of all lines. Throws LineProblem.
void apply_rules(Request& request, Checks&& own_checks, const LineRules& rules) {
  const bool own_body = request.message && request.message->body;
  apply_message(request, rules);
  if (own_body) {
    if (auto why = refuse_body(request.method)) throw LineProblem{std::move(*why)};
  }
  request.checks =
      with_defaults(std::move(own_checks), rules.checks, rules.parse_url, request.target.url);
  require_possible(request);
}

/// `bad` with what was understood of its line: it is known again by that in reports.
Request with_identity(Request bad, Request&& understood, const LineRules& rules) {
  bad.name = std::move(understood.name);
  if (understood.target.url.empty()) return bad;
  apply_message(understood, rules);
  bad.method = std::move(understood.method);
  bad.target = std::move(understood.target);
  return bad;
}

Request not_understood(std::string_view line, const LineProblem& problem, Request&& understood,
                       const LineRules& rules) {
  const std::string shown = tells_who_asks(line) ? std::string() : with_visible_characters(line);
  return with_identity(bad_line(shown, problem.why, problem.code), std::move(understood), rules);
}

}  // namespace

std::optional<Request> parse_line(std::string_view line, const LineRules& rules) {
  Request request;
  request.method.clear();
  try {
    require_text(line);
    Checks checks;
    if (!parse_any(line, rules, request, checks)) return {};
    apply_rules(request, std::move(checks), rules);
    return request;
  } catch (const LineProblem& problem) {
    return not_understood(line, problem, std::move(request), rules);
  }
}

Request parse_object(const nlohmann::ordered_json& object, const JsonNumbers& numbers,
                     const LineRules& rules) {
  Request request;
  request.method.clear();
  try {
    Checks checks;
    parse_json_fields(object, numbers, rules, request, checks);
    apply_rules(request, std::move(checks), rules);
    return request;
  } catch (const LineProblem& problem) {
    return not_understood(numbers.put_back(object.dump()), problem, std::move(request), rules);
  }
}

namespace {

/// False when it is none of a request line.
bool apply_to_request_line(Request& request, const Cell& cell, const LineRules& rules) {
  if (cell.key == "url") {
    request.target = target_of(fill_in(cell.value, rules.variables), rules);
  } else if (cell.key == "method") {
    std::string method = fill_in(cell.value, rules.variables);
    if (auto why = refuse_method(method)) throw LineProblem{std::move(*why)};
    request.method = std::move(method);
  } else {
    return false;
  }
  return true;
}

void apply_cell(Request& request, Checks& checks, const Cell& cell, const LineRules& rules) {
  if (apply_to_request_line(request, cell, rules)) return;
  Token token;
  token.text.append(cell.key).append(1, '=').append(fill_in(cell.value, rules.variables));
  token.operator_place = {.at = cell.key.size(), .size = 1};
  apply_key(request, checks, token, "");
}

}  // namespace

Request parse_cells(const std::vector<Cell>& cells, std::string_view shown,
                    const LineRules& rules) {
  Request request;
  request.method.clear();
  try {
    Checks checks;
    FirstProblem problem;
    for (const auto& cell : cells) {
      problem.watch([&] { apply_cell(request, checks, cell, rules); });
    }
    problem.raise();
    apply_rules(request, std::move(checks), rules);
    return request;
  } catch (const LineProblem& problem) {
    return with_identity(bad_line(with_visible_characters(shown), problem.why, problem.code),
                         std::move(request), rules);
  }
}

bool is_cell_key(std::string_view key) {
  if (is_plain_key(key) || key == "url" || key == "method") return true;
  if (find_operator(key).at != std::string_view::npos) return false;
  return any_check_kind([key](const auto& kind) {
    return kind.is_named() ? key.starts_with(kind.key) : key == kind.key;
  });
}

Request parse_url_alone(std::string_view url, const LineRules& rules) {
  Request request;
  request.method.clear();
  try {
    request.target = target_of(url, rules);
    apply_rules(request, {}, rules);
    return request;
  } catch (const LineProblem& problem) {
    return with_identity(bad_line(url, problem.why, problem.code), std::move(request), rules);
  }
}

Target target_of(std::string_view url, const LineRules& rules) {
  auto target = rules.parse_url(url);
  if (const auto* error = std::get_if<Error>(&target)) {
    throw LineProblem{error->message, error->code};
  }
  return std::move(std::get<Target>(target));
}

}  // namespace urlfan
