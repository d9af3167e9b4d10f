#include "src/cli/options/check_options.h"

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "src/base/text.h"
#include "src/check/check_text.h"
#include "src/check/kinds.h"
#include "src/cli/options/values.h"
#include "src/cli/settings.h"
#include "src/list/line_checks.h"
#include "src/model/line_problem.h"
#include "urlfan/request.h"

namespace urlfan {
namespace {

constexpr const char* kCheckGroup = "Checks";

/// As in a list, where this is held of each line.
const std::string& utf8(const std::string& text) {
  if (!is_utf8(text)) throw LineProblem{excerpt(text, 40) + " is not valid UTF-8"};
  return text;
}

/// The short form of --expect: its text is taken as it is, without quotes.
template <typename Kind>
void take(const Kind& kind, Checks& checks, const std::string& text) {
  auto& place = checks.*kind.place;
  if constexpr (!Kind::kMany) {
    if (place) {
      throw LineProblem{std::string(kind.option.name) +
                        " is said by --expect as well; expected one "
                        "of the two"};
    }
    place = kind.read(kind.option.name, utf8(text));
  } else if (kind.is_named()) {
    const std::string check = std::string(kind.key) + utf8(text);
    add_check(checks, check, find_operator(check), false);
  } else {
    place.push_back(kind.read({.key = kind.option.name, .value = utf8(text)}));
  }
}

template <typename Kind>
CLI::Option* add_check_option(CLI::App& app, Checks& checks, const Kind& kind) {
  const auto& [name, type, help, of_exchange] = kind.option;
  const auto take_one = [&checks, &kind](const std::string& text) {
    as_in_list([&] { take(kind, checks, text); });
  };
  if constexpr (Kind::kMany) {
    return add_each(app, name, take_one, help);
  } else {
    return app.add_option_function<std::string>(name, take_one, help)->check(must_not_be_empty());
  }
}

void add_checks(CLI::App& app, Checks& checks, bool of_exchange) {
  for_each_check_kind([&](const auto& kind) {
    if (kind.option.name == nullptr || kind.option.of_exchange != of_exchange) return;
    add_check_option(app, checks, kind)->type_name(kind.option.type)->group(kCheckGroup);
  });
}

}  // namespace

void CheckOptions::add_to(CLI::App& app) {
  add_each(
      app, "--expect",
      [this](const std::string& text) {
        try {
          add_whole_check(checks_, utf8(text));
        } catch (const LineProblem& problem) {
          throw UsageError("--expect: " + problem.why);
        }
      },
      "What each line expects, written as in a list: status=2xx, 'contains!=Exception', "
      "'json:/n>=3', '!header:server'; a line's check of the same goes first. May stand several "
      "times; those below are short forms")
      ->type_name("CHECK")
      ->group(kCheckGroup);
  add_checks(app, checks_, false);
  add_checks(app, checks_, true);
  app.add_flag("--no-checks", no_checks_,
               "Check nothing: any answer is ok, whatever the line expects")
      ->group(kCheckGroup);
}

ChecksPtr CheckOptions::complete() {
  Request any;
  any.checks = std::make_shared<const Checks>(std::move(checks_));
  as_in_list([&any] { require_possible(any); });
  if (!no_checks_) return any.checks;
  Checks nothing;
  nothing.none = true;
  return std::make_shared<const Checks>(std::move(nothing));
}

}  // namespace urlfan
