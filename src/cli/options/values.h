#ifndef URLFAN_CLI_OPTIONS_VALUES_H_
#define URLFAN_CLI_OPTIONS_VALUES_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "urlfan/clock.h"

// Options whose texts are read once, into what they mean. All write to a place that must outlive
// the parsing. `names` are as in "-c,--concurrency"; a complaint says the last one.

namespace urlfan {

/// Ends the parsing: the option has this `text`, and another one was expected.
[[noreturn]] void refuse(const char* names, const std::string& form, const std::string& text);

/// An option that `parse` reads, which gives nothing for what has not that `form`.
template <typename Place, typename Parse>
CLI::Option* add_value(CLI::App& app, const char* names, Place& place, Parse parse,
                       const char* form, std::string help) {
  return app.add_option_function<std::string>(
      names,
      [&place, parse, form, names](const std::string& text) {
        const auto value = parse(text);
        if (!value) refuse(names, form, text);
        place = *value;
      },
      std::move(help));
}

/// A time of more than zero, with its default or without one.
CLI::Option* add_time(CLI::App& app, const char* names, Duration& place, std::string help);
CLI::Option* add_time(CLI::App& app, const char* names, std::optional<Duration>& place,
                      std::string help);

/// ADDRESS:PORT with a numeric address, so that nobody listens where he does not mean to. Empty for
/// anything else. Port 0 is one that is free.
std::optional<std::string> listen_address(const std::string& text);

/// A number of bytes as options have it: 100, 64K, 100M.
std::string size_text(std::uint64_t bytes);

template <typename Value>
struct Choice {
  const char* name;
  Value value;
};

/// Ends the parsing: the option has this `text`, which is none of the names.
[[noreturn]] void refuse_choice(const char* names, const std::string& text,
                                const std::vector<std::string>& choices);

/// An option that has one of these values, each by its name. The default is shown unless there may
/// be none.
template <typename Value, typename Place>
CLI::Option* add_choice(CLI::App& app, const char* names, Place& place,
                        std::initializer_list<Choice<Value>> choices, std::string help) {
  auto* option = app.add_option_function<std::string>(
      names,
      [&place, all = std::vector<Choice<Value>>(choices), names](const std::string& text) {
        std::vector<std::string> known;
        for (const auto& choice : all) {
          if (text == choice.name) {
            place = choice.value;
            return;
          }
          known.emplace_back(choice.name);
        }
        refuse_choice(names, text, known);
      },
      std::move(help));
  std::string type;
  for (const auto& choice : choices) {
    if (!type.empty()) type += '|';
    type += choice.name;
    if constexpr (std::is_same_v<Value, Place>) {
      if (place == choice.value) option->default_str(choice.name);
    }
  }
  return option->type_name(type);
}

/// An option that may stand several times, with one value each; `take` gets each in its turn.
CLI::Option* add_each(CLI::App& app, const char* names,
                      const std::function<void(const std::string&)>& take, std::string help);
CLI::Option* add_list(CLI::App& app, const char* names, std::vector<std::string>& place,
                      std::string help);

/// For an option that would be left out in silence: "" is what an unset variable gives.
CLI::Validator must_not_be_empty();

/// Calls what reads a value as a list has it; what is wrong with that one is wrong usage here.
void as_in_list(const std::function<void()>& read);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_VALUES_H_
