#include "src/cli/options/check_options.h"

#include <string>
#include <type_traits>

#include "src/base/text.h"
#include "src/check/kinds.h"
#include "src/cli/options/values.h"
#include "src/list/line_checks.h"
#include "src/model/line_problem.h"
#include "urlfan/request.h"

namespace urlfan {
namespace {

constexpr const char* kGroup = "Checks";

/// As in a list, where this is held of each line.
const std::string& utf8(const std::string& text) {
  if (!is_utf8(text)) throw LineProblem{excerpt(text, 40) + " is not valid UTF-8"};
  return text;
}

/// Of a kind whose values take one text each, in the same words as a list.
template <typename Kind>
auto value_of(const Kind& kind, const std::string& text) {
  if constexpr (Kind::kNamed) {
    return kind.read(kind.option.name, utf8(text), std::string::npos);
  } else {
    return kind.read(kind.option.name, utf8(text));
  }
}

template <typename Kind>
CLI::Option* add_check(CLI::App& app, Checks& checks, const Kind& kind) {
  auto& place = checks.*kind.place;
  const auto& [name, type, help, of_exchange] = kind.option;
  if constexpr (std::is_same_v<typename Kind::Value, Duration>) {
    return add_time(app, name, place, help);
  } else if constexpr (Kind::kMany) {
    return add_each(
        app, name,
        [&place, &kind](const std::string& text) {
          as_in_list([&] { place.push_back(value_of(kind, text)); });
        },
        help);
  } else {
    return app
        .add_option_function<std::string>(
            name,
            [&place, &kind](const std::string& text) {
              as_in_list([&] { place = value_of(kind, text); });
            },
            help)
        ->check(must_not_be_empty());
  }
}

void add_checks(CLI::App& app, Checks& checks, bool of_exchange) {
  for_each_check_kind([&](const auto& kind) {
    if (kind.option.name == nullptr || kind.option.of_exchange != of_exchange) return;
    add_check(app, checks, kind)->type_name(kind.option.type)->group(kGroup);
  });
}

}  // namespace

void CheckOptions::add_to(CLI::App& app, Checks& checks) {
  add_checks(app, checks, false);
  add_checks(app, checks, true);
  app.add_flag("--no-checks", no_checks_,
               "Check nothing: any answer is ok, whatever the line expects")
      ->group(kGroup);
}

void CheckOptions::complete(Checks& checks) const {
  Request any;
  any.checks = checks;
  as_in_list([&any] { require_possible(any); });
  if (!no_checks_) return;
  checks = {};
  checks.none = true;
}

}  // namespace urlfan
