#include "src/check/check_text.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/check/condition.h"
#include "src/check/kinds.h"
#include "src/check/operators.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

/// Whether any text can follow: nothing in it is part of the operator.
bool takes_text(std::string_view subject) {
  // What a line is called is no check, and as free.
  return subject == "name" || any_check_kind([subject](const auto& kind) {
           return kind.operators == kOfText && kind.key == subject;
         });
}

std::optional<Spelling> spelling_at(std::string_view before, std::string_view rest) {
  if (rest.empty() || !is_any(rest.front(), "=!<>~")) return {};
  const bool negated = before.starts_with('!');
  if (negated) before.remove_prefix(1);
  const bool text = takes_text(before);
  const bool header = before.starts_with("header:");
  for (const auto& each : kSpellings) {
    if (!rest.starts_with(each.text)) continue;
    if (text && (each.wrong || !kOfText.has(each.op))) continue;
    if (each.text != "~" || header) return each;
  }
  return {};
}

/// What a check says, before it is known whether that is one.
struct Parts {
  std::string_view text;
  bool negated = false;
  /// With its colon, if it has one.
  std::string_view subject = {};
  std::string_view name = {};
  std::optional<Spelling> spelling = {};
  std::string_view value = {};
  bool quoted = false;
};

/// What is in the value may have been in quotes, or a variable, and is no operator.
Parts cut(std::string_view text, OperatorPlace place, bool quoted_value) {
  Parts parts{.text = text, .quoted = quoted_value};
  std::string_view name = text.substr(0, place.at);
  if (place.at != std::string_view::npos) {
    parts.spelling = spelling_at(name, text.substr(place.at, place.size));
    parts.value = text.substr(place.at + place.size);
  }
  parts.negated = name.starts_with('!');
  if (parts.negated) name.remove_prefix(1);
  const auto colon = name.find(':');
  const auto subject = colon == std::string_view::npos ? name.size() : colon + 1;
  parts.subject = name.substr(0, subject);
  parts.name = name.substr(subject);
  return parts;
}

/// As it should be written, with an operator that the kind has.
template <typename Kind>
std::string right_form(const Kind& kind, const Parts& parts, Operator wanted) {
  std::string form = excerpt(std::string(parts.subject).append(parts.name), 40);
  if (parts.name.empty()) form += kind.name_form;
  if (kind.operators.has(wanted)) {
    form += spelled(wanted);
  } else if (is_negative(wanted)) {
    // Its value would say the opposite.
    return form.append("=").append(kind.value_form);
  } else {
    form += '=';
  }
  std::string_view meant = parts.value;
  // What is left of ===.
  if (parts.spelling && parts.spelling->wrong && !parts.quoted) {
    meant.remove_prefix(std::min(meant.find_first_not_of('='), meant.size()));
  }
  if (meant.empty()) return form.append(kind.value_form);
  const std::string value = excerpt(meant, 40);
  return parts.quoted ? form.append("\"").append(value).append("\"") : form.append(value);
}

template <typename Kind>
Operator operator_of(const Kind& kind, const Parts& parts) {
  const auto shown = [&parts] { return '"' + excerpt(parts.text, 40) + '"'; };
  if (!parts.spelling) {
    const Operator op = parts.negated ? Operator::absent : Operator::present;
    if (kind.operators.has(op)) return op;
    throw LineProblem{shown() + " has no operator; expected " +
                      right_form(kind, parts, Operator::equal) + ", with no blank before the ="};
  }
  const auto& [written, op, wrong] = *parts.spelling;
  if (parts.negated) {
    throw LineProblem{shown() + " has a ! before a comparison; expected " +
                      right_form(kind, parts, opposite(op))};
  }
  if (wrong) {
    throw LineProblem{std::string(written) + " is no operator; expected " +
                      right_form(kind, parts, op) + ", or quotes around the value"};
  }
  if (!kind.operators.has(op)) {
    throw LineProblem{std::string(kind.key) + std::string(kind.name_form) + " takes " +
                      list_of(kind.operators) + ", not " + std::string(written) + "; expected " +
                      right_form(kind, parts, op)};
  }
  return op;
}

}  // namespace

std::size_t operator_length(std::string_view before, std::string_view rest) {
  const auto spelling = spelling_at(before, rest);
  return spelling ? spelling->text.size() : 0;
}

OperatorPlace find_operator(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t size = operator_length(text.substr(0, at), text.substr(at));
    if (size > 0) return {.at = at, .size = size};
  }
  return {};
}

bool opens_name(std::string_view before) {
  if (!before.ends_with(':')) return false;
  if (before.starts_with('!')) before.remove_prefix(1);
  return any_check_kind(
      [before](const auto& kind) { return kind.is_named() && kind.key == before; });
}

bool add_check(Checks& checks, std::string_view text, OperatorPlace place, bool quoted_value) {
  const Parts parts = cut(text, place, quoted_value);
  return any_check_kind([&]<typename Kind>(const Kind& kind) {
    if (parts.subject != kind.key) return false;
    auto& values = checks.*kind.place;
    const Operator op = operator_of(kind, parts);
    std::string key = excerpt(text.substr(0, place.at), 40);
    if (parts.spelling) key += parts.spelling->text;
    if constexpr (Kind::kMany) {
      values.push_back(kind.read({.key = key,
                                  .name = parts.name,
                                  .op = op,
                                  .value = parts.value,
                                  .quoted = parts.quoted}));
    } else {
      auto value = kind.read(key, parts.value);
      if (values) refuse_second(key);
      values = std::move(value);
    }
    return true;
  });
}

void refuse_second(std::string_view key) {
  throw LineProblem{std::string(key) + " stands twice; expected once"};
}

std::string check_keys() {
  return check_names(
      [](const auto& kind) { return std::string(kind.key) + std::string(kind.name_form); });
}

}  // namespace urlfan
