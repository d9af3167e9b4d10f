#include "src/list/line_checks.h"

#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "src/base/ascii.h"
#include "src/base/did_you_mean.h"
#include "src/base/text.h"
#include "src/check/exchange_checks.h"
#include "src/check/json_check.h"
#include "src/check/kinds.h"
#include "src/check/operators.h"
#include "src/model/line_problem.h"
#include "src/url/url_reference.h"
#include "urlfan/config_error.h"

namespace urlfan {

OperatorPlace operator_of(const Token& token) {
  const bool inside = token.operator_place.size == 0 && token.held_together;
  return inside ? find_operator(token.text) : token.operator_place;
}

bool add_check(Checks& checks, const Token& token) {
  return add_check(checks, token.text, operator_of(token), token.quoted_value);
}

void refuse_misplaced_operator(const Token& token) {
  const std::string_view text = token.text;
  for_each_check_kind([&](const auto& kind) {
    if (kind.operators != kOfText || !text.starts_with(kind.key)) return;
    const auto rest = text.substr(kind.key.size());
    if (rest.empty() || !is_any(rest.front(), "<>~")) return;
    throw LineProblem{std::string(kind.key) + " takes " + list_of(kind.operators) + ", not " +
                      rest.front() + "; expected " + std::string(kind.key) + "=" +
                      std::string(kind.value_form)};
  });
  if (operator_of(token).at != 0) return;
  throw LineProblem{
      "\"" + excerpt(token.text, 40) +
      "\" has nothing before its operator; expected no blank there, as in status=200"};
}

std::string meant_key(std::string_view key, std::vector<std::string_view> others) {
  for_each_check_kind([&others](const auto& kind) { others.push_back(kind.key); });
  return suggestion(key, others);
}

std::string unknown_key(std::string_view text, std::size_t end) {
  // The whole text where it may be a URL: a password must not be shown because it holds a =.
  const auto shown = text.find('@') == std::string_view::npos ? text.substr(0, end) : text;
  return "unknown key \"" + excerpt(shown, 40) + (text[end] == '~' ? "~" : "") + "\"";
}

namespace {

/// What the check of a line has to be about to stand for one of the defaults.
template <typename Kind>
std::string_view subject_of(const Kind& kind, const Condition& check) {
  if (kind.operators != kOfText) return check.name;
  const auto* pattern = std::get_if<Pattern>(&check.value);
  return pattern != nullptr ? pattern->text() : std::get<std::string>(check.value);
}

/// A line can have thousands.
template <typename Kind>
void add_missing(const Kind& kind, std::vector<Condition>& line,
                 const std::vector<Condition>& defaults) {
  if (line.empty()) {
    line = defaults;
    return;
  }
  std::unordered_set<std::string> own;
  for (const auto& check : line) own.emplace(subject_of(kind, check));
  for (const auto& check : defaults) {
    if (!own.contains(std::string(subject_of(kind, check)))) line.push_back(check);
  }
}

void add_defaults(Checks& line, const Checks& defaults) {
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    auto& own = line.*kind.place;
    const auto& others = defaults.*kind.place;
    if constexpr (Kind::kMany) {
      if (!others.empty()) add_missing(kind, own, others);
    } else {
      if (!own) own = others;
    }
  });
}

bool is_empty(const Checks& checks) {
  return !any_check_kind([&checks](const auto& kind) { return kind.is_set(checks); });
}

}  // namespace

ChecksPtr with_defaults(Checks&& own, const ChecksPtr& defaults, const UrlParser& parse,
                        std::string_view url) {
  if (defaults && defaults->none) return defaults;
  // What most lines have is the same for all of them.
  if (is_empty(own) && (!defaults || defaults->url.empty())) return defaults;
  if (defaults) add_defaults(own, *defaults);
  complete_urls(own, parse, url);
  return std::make_shared<const Checks>(std::move(own));
}

void complete_urls(Checks& checks, const UrlParser& parse, std::string_view url) {
  for (auto& check : checks.url) {
    auto* const text = std::get_if<std::string>(&check.value);
    if (text == nullptr) continue;
    auto target = parse(*text);
    if (std::holds_alternative<Error>(target) && text->starts_with('/') && !url.empty()) {
      target = parse(resolve_reference(url, *text));
    }
    if (const auto* error = std::get_if<Error>(&target)) {
      throw LineProblem{std::string("url") + std::string(spelled(check.op)) +
                        " is no URL: " + error->message};
    }
    *text = comparable_url(std::get<Target>(target).url);
  }
}

void require_possible(const Request& request) {
  const Checks& checks = request.expected();
  if (checks.json.size() > 1) require_one_value_each(checks.json);
  const bool of_body = checks.needs_body() || checks.needs_digest() || !checks.size.empty();
  if (request.method != "HEAD" || !of_body) return;
  throw LineProblem{
      "the answer to HEAD has no body, so a check of it can never pass; expected GET"};
}

namespace {

[[noreturn]] void refuse_unknown(const Token& token) {
  refuse_misplaced_operator(token);
  const auto end = operator_of(token).at;
  const bool whole = end == std::string::npos;
  throw LineProblem{whole ? "unexpected \"" + excerpt(token.text, 40) + "\"; expected key=value"
                          : unknown_key(token.text, end) + "; " +
                                meant_key(std::string_view(token.text).substr(0, end)) +
                                "expected " + check_keys()};
}

/// A blank that nobody means would be a part of the name, and make one that is not there.
void refuse_loose_blanks(const Token& token) {
  const auto name = std::string_view(token.text).substr(0, operator_of(token).at);
  const bool quoted = token.written.find('"') != std::string_view::npos;
  if (quoted || name.empty() || without_blanks(name).size() == name.size()) return;
  throw LineProblem{"\"" + excerpt(token.text, 40) + "\" has a blank beside the name; expected \"" +
                    excerpt(without_blanks(name), 40) + "\", or quotes around the name"};
}

}  // namespace

void add_whole_check(Checks& checks, std::string_view text, const Variables& variables) {
  Tokens tokens(text, variables);
  const Token token = tokens.whole_check();
  refuse_loose_blanks(token);
  if (!add_check(checks, token)) refuse_unknown(token);
}

namespace {

std::optional<std::string> no_variable(const std::string& /*name*/) {
  throw LineProblem{
      "${ begins a variable, and only a list has those; expected $${ for a literal ${"};
}

/// Nobody knows against what it would be resolved.
std::variant<Target, Error> absolute_url(std::string_view text) { return parse_target(text); }

Checks checks_of(std::string_view text) {
  require_text(text);
  const Variables variables = no_variable;
  Tokens tokens(text, variables);
  Checks checks;
  while (const auto token = tokens.next_check()) {
    if (!add_check(checks, *token)) refuse_unknown(*token);
  }
  require_one_value_each(checks.json);
  complete_urls(checks, absolute_url, "");
  return checks;
}

}  // namespace

void add_whole_check(Checks& checks, std::string_view text) {
  require_text(text);
  add_whole_check(checks, text, no_variable);
}

Checks parse_checks(std::string_view text) {
  try {
    return checks_of(text);
  } catch (const LineProblem& problem) {
    throw ConfigError(problem.why);
  }
}

}  // namespace urlfan
