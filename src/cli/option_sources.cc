#include "src/cli/option_sources.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/did_you_mean.h"
#include "src/base/environment.h"
#include "src/base/text.h"
#include "src/cli/settings.h"
#include "src/list/whole_file.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

constexpr std::string_view kPrefix = "URLFAN_";

/// "URLFAN_MAX_BODY" of "max-body".
std::string variable_of(std::string_view name) {
  std::string variable(kPrefix);
  for (const char c : name) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    variable += upper == '-' ? '_' : upper;
  }
  return variable;
}

std::map<std::string, std::string> variables_with_prefix() {
  std::map<std::string, std::string> found;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view variable = *each;
    const auto end = variable.find('=');
    if (!variable.starts_with(kPrefix) || end == std::string_view::npos) continue;
    found.emplace(variable.substr(0, end), variable.substr(end + 1));
  }
  return found;
}

bool is_flag(const CLI::Option& option) { return option.get_expected_max() == 0; }

bool is_list(const CLI::Option& option) {
  return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

/// What asks for an answer in place of a run is only typed.
bool is_question(const CLI::App& command, const CLI::Option& option) {
  return &option == command.get_help_ptr() || option.check_lname("version") ||
         option.check_lname("generate");
}

/// As numbers, which a flag that is counted understands as well.
std::string switched(const CLI::Option& option, const std::string& name, const std::string& text) {
  const std::string lower = lower_case(text);
  const bool on = lower == "true" || lower == "yes" || lower == "on";
  const bool off = lower == "false" || lower == "no" || lower == "off";
  if (!on && !off && !(are_digits(text) && text.size() == 1)) {
    throw UsageError("expected true or false, not '" + text + "'");
  }
  return option.get_flag_value(name, on ? "1" : off ? "0" : text);
}

/// The same; what is wrong is told of `place`, without secrets.
void give(CLI::Option& option, const std::string& name, const std::vector<std::string>& values,
          const std::string& place, const Secrets& secrets) {
  const auto refuse = [&](const std::string& why) {
    throw UsageError(place + ": " + secrets.hide(why, Secrets::Cut::at_marks));
  };
  try {
    give_option(option, name, values);
  } catch (const CLI::ParseError& error) {
    refuse(error.what());
  } catch (const UsageError& error) {
    refuse(error.what());
  }
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The number of the line on which a key stands for the nth time; CLI11 does not tell it.
std::size_t line_of(const std::string& text, std::string_view key, std::size_t nth) {
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    auto rest = without_blanks(line);
    if (!rest.starts_with(key)) continue;
    rest.remove_prefix(key.size());
    rest.remove_prefix(count_blanks(rest));
    const bool found = rest.empty() || rest.front() == '=' || rest.front() == '\r';
    if (found && nth-- == 0) return number;
  }
  return 0;
}

std::string read_config(const std::string& file) {
  try {
    return read_whole_file(file);
  } catch (const std::system_error& error) {
    throw UsageError("--config: " + file + " cannot be read: " + error.code().message());
  }
}

CLI::Option* find_option(CLI::App& command, const std::string& key) {
  auto* option = command.get_option_no_throw((key.size() == 1 ? "-" : "--") + key);
  return option != nullptr && option->get_configurable() ? option : nullptr;
}

std::string unknown_key(const CLI::App& command, const std::string& key) {
  std::vector<std::string_view> known;
  for (const auto* option : command.get_options()) {
    if (!option->get_configurable()) continue;
    for (const auto& name : option->get_lnames()) known.push_back(name);
  }
  const std::string meant = did_you_mean(key, known);
  return "unknown option \"" + excerpt(key, 40) + "\"; " +
         (meant.empty() ? "expected one of --help, without its dashes"
                        : "did you mean " + meant + "?");
}

/// One of them goes nowhere without the other.
struct Need {
  const char* option;
  const char* needed;
};
constexpr std::array<Need, 5> kNeeds{{{"--interval", "--wait-for"},
                                      {"--key", "--cert"},
                                      {"--shard-by", "--shard"},
                                      {"--retry-failed", "--resume"},
                                      {"--max-age", "--resume"}}};

}  // namespace

void give_option(CLI::Option& option, const std::string& name,
                 const std::vector<std::string>& values) {
  if (is_flag(option)) {
    if (values.size() != 1) throw UsageError("expected true or false");
    option.add_result(switched(option, name, values.front()));
  } else {
    for (const auto& value : values) option.add_result(value);
  }
  option.run_callback();
}

Variables secret_environment(const std::shared_ptr<Secrets>& secrets) {
  return [secrets](const std::string& name) {
    auto value = environment_variable(name);
    if (value) secrets->add(*value, "${" + name + "}");
    return value;
  };
}

void OptionSources::take_environment(CLI::App& command) {
  auto variables = variables_with_prefix();
  std::vector<std::string> names;
  for (auto* option : command.get_options()) {
    if (variables.empty()) break;
    const bool is_taken = option->empty() && !is_question(command, *option);
    for (const auto& name : option->get_lnames()) {
      names.push_back(variable_of(name));
      const auto found = variables.extract(names.back());
      if (!found.empty() && is_taken) take_variable(*option, name, found.key(), found.mapped());
    }
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (const auto& [variable, value] : variables) {
    const std::string meant = did_you_mean(variable, known);
    if (meant.empty()) continue;
    warnings_.push_back("the variable " + excerpt(variable, 40) + " is no option; did you mean " +
                        meant + "?");
  }
  warn_of_variables(command);
}

void OptionSources::take_variable(CLI::Option& option, const std::string& name,
                                  const std::string& variable, const std::string& value) {
  if (value.empty()) {
    throw UsageError(variable + " is empty; expected a value, or no such variable");
  }
  places_[option.get_name()] = variable;
  give(option, name, is_list(option) ? lines_of(value) : std::vector<std::string>{value}, variable,
       {});
}

/// What is typed or stands in the environment is for the shell to fill in.
void OptionSources::warn_of_variables(const CLI::App& command) {
  for (const auto* option : command.get_options()) {
    const auto& values = option->results();
    if (!std::any_of(values.begin(), values.end(), names_variable)) continue;
    const auto place = places_.find(option->get_name());
    warnings_.push_back((place == places_.end() ? option->get_name() : place->second) +
                        " has a ${...} in it that stays as it is: variables are filled in in lists "
                        "and in a --config file");
  }
}

void OptionSources::take_config(CLI::App& command, const std::string& file,
                                const Variables& variables, const Secrets& secrets) {
  const std::string text = read_config(file);
  std::istringstream in(text);
  std::map<std::string, std::size_t> seen;
  std::map<const CLI::Option*, bool> may_have;
  for (const auto* option : command.get_options()) may_have[option] = option->empty();
  for (const auto& item : CLI::ConfigTOML().from_config(in)) {
    if (item.name == "--") continue;  // the end of a section
    const bool section = item.name == "++";
    const std::string key = section ? "[" + item.parents.back() + "]" : item.fullname();
    std::string place = file;
    place.append(1, ':').append(std::to_string(line_of(text, key, section ? 0 : seen[key]++)));
    if (section || !item.parents.empty()) {
      throw UsageError(place + ": unknown section of " + excerpt(key, 40) +
                       "; expected options without one");
    }
    auto* option = find_option(command, key);
    if (option == nullptr) throw UsageError(place + ": " + unknown_key(command, key));
    if (!may_have[option]) continue;
    std::vector<std::string> values;
    try {
      for (const auto& value : item.inputs) values.push_back(fill_in(value, variables));
    } catch (const LineProblem& problem) {
      throw UsageError(place.append(": ").append(key).append(": ").append(problem.why));
    }
    places_[option->get_name()] = place;
    give(*option, key, values, place, secrets);
  }
}

void OptionSources::require_compatible(const CLI::App& command) {
  for (const auto* option : command.get_options()) {
    for (const auto* other : option->get_excludes()) {
      if (option->empty() || other->empty()) continue;
      throw UsageError(option->get_name() + " excludes " + other->get_name());
    }
  }
  for (const auto& [option, needed] : kNeeds) {
    const auto* given = command.get_option_no_throw(option);
    if (given == nullptr || given->empty() || !command.get_option(needed)->empty()) continue;
    throw UsageError(std::string(option) + " needs " + needed);
  }
}

std::string OptionSources::with_place(const std::string& message) const {
  const auto end = std::min(message.find_first_of(": "), message.size());
  const auto place = places_.find(message.substr(0, end));
  return place == places_.end() ? message : place->second + ": " + message;
}

}  // namespace urlfan
