#include "src/list/line_checks.h"

#include <string>
#include <unordered_set>
#include <vector>

#include "src/base/text.h"
#include "src/check/json_check.h"
#include "src/check/kinds.h"
#include "src/model/line_problem.h"
#include "urlfan/config_error.h"

namespace urlfan {

std::size_t end_of_name(const Token& token) {
  if (token.operator_at != std::string::npos) return token.operator_at;
  return token.text.find_first_of(token.text.starts_with("json:") ? "=" : "=~");
}

bool add_check(Checks& checks, std::string_view text, std::size_t end) {
  const bool whole = end == std::string_view::npos;
  const bool plain = !whole && text[end] == '=';
  const auto name = plain ? text.substr(0, end) : std::string_view();
  return any_check_kind([&]<typename Kind>(const Kind& kind) {
    auto& place = checks.*kind.place;
    if constexpr (Kind::kNamed) {
      if (!text.starts_with(kind.key)) return false;
      const auto start = kind.key.size();
      place.push_back(kind.read(kind.key, text.substr(start), whole ? end : end - start));
      return true;
    } else {
      if (name != kind.key) return false;
      const auto key = text.substr(0, end + 1);
      const auto value = text.substr(end + 1);
      if constexpr (Kind::kMany) {
        place.push_back(kind.read(key, value));
      } else {
        once(place, key, kind.read(key, value));
      }
      return true;
    }
  });
}

void refuse_second(std::string_view key) {
  throw LineProblem{std::string(key) + " stands twice; expected once"};
}

std::string check_keys() {
  return check_names(
      [](const auto& kind) { return std::string(kind.key) + std::string(kind.name_form); });
}

std::string unknown_key(std::string_view text, std::size_t end) {
  // The whole text where it may be a URL: a password must not be shown because it holds a =.
  const auto shown = text.find('@') == std::string_view::npos ? text.substr(0, end) : text;
  return "unknown key \"" + excerpt(shown, 40) + (text[end] == '~' ? "~" : "") + "\"";
}

namespace {

const std::string& key_of(const HeaderCheck& check) { return check.name; }
const std::string& key_of(const JsonCheck& check) { return check.pointer; }

/// Adds those of `defaults` that none of `line` has the key of. A line can have thousands.
template <typename Check>
void add_missing(std::vector<Check>& line, const std::vector<Check>& defaults) {
  if (defaults.empty()) return;
  std::unordered_set<std::string> own;
  for (const auto& check : line) own.insert(key_of(check));
  for (const auto& check : defaults) {
    if (!own.contains(key_of(check))) line.push_back(check);
  }
}

}  // namespace

void add_defaults(Checks& line, const Checks& defaults) {
  for_each_check_kind([&]<typename Kind>(const Kind& kind) {
    auto& own = line.*kind.place;
    const auto& others = defaults.*kind.place;
    if constexpr (Kind::kNamed) {
      add_missing(own, others);
    } else if constexpr (Kind::kMany) {
      own.insert(own.end(), others.begin(), others.end());
    } else {
      if (!own) own = others;
    }
  });
}

void require_possible(const Request& request) {
  const Checks& checks = request.checks;
  if (checks.json.size() > 1) require_one_value_each(checks.json);
  if (request.method != "HEAD" || !(checks.needs_body() || checks.needs_digest())) return;
  throw LineProblem{
      "the answer to HEAD has no body, so a check of it can never pass; expected GET"};
}

namespace {

std::optional<std::string> no_variable(const std::string& /*name*/) {
  throw LineProblem{
      "${ begins a variable, and only a list has those; expected $${ for a literal ${"};
}

Checks checks_of(std::string_view text) {
  require_text(text);
  const Variables variables = no_variable;
  Tokens tokens(text, variables);
  Checks checks;
  while (const auto token = tokens.next_check()) {
    const auto end = end_of_name(*token);
    if (add_check(checks, token->text, end)) continue;
    const bool whole = end == std::string::npos;
    throw LineProblem{whole ? "unexpected \"" + excerpt(token->text, 40) + "\"; expected key=value"
                            : unknown_key(token->text, end) + "; expected " + check_keys()};
  }
  require_one_value_each(checks.json);
  return checks;
}

}  // namespace

Checks parse_checks(std::string_view text) {
  try {
    return checks_of(text);
  } catch (const LineProblem& problem) {
    throw ConfigError(problem.why);
  }
}

}  // namespace urlfan
