#include "src/cli/generate/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/cli/help.h"
#include "src/report/report_kinds.h"
#include "urlfan/error.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

/// Stands for itself.
bool is_literal(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (is_letter_or_digit(c) && !is_upper_case(c)) || is_any(c, ".-");
  });
}

/// Appends what one of the words between | stands for.
void append_candidates(std::vector<Candidate>& all, std::string_view form,
                       const CLI::App& command) {
  if (is_literal(form)) {
    all.push_back({.text = std::string(form)});
  } else if (form == "@FILE") {
    all.push_back({.text = "@", .rest = Rest::file});
  } else if (form == "FILE" || form == "PATH" || form.starts_with("FILE[")) {
    all.push_back({.rest = Rest::file});
  } else if (form == "DIR") {
    all.push_back({.rest = Rest::folder});
  } else if (form == "CMD ARG...") {
    all.push_back({.rest = Rest::command});
  } else if (form == "KIND=FILE") {
    for (const auto& kind : report_kinds()) {
      all.push_back({.text = std::string(kind.name) + "=", .rest = Rest::file});
    }
  } else if (form == "CODE") {
    for (const auto& error : all_errors()) {
      all.push_back({.text = std::string(error.name), .description = std::string(error.meaning)});
    }
  } else if (form == "[GROUP]") {
    for (const auto& group : help_groups(command)) all.push_back({.text = lower_case(group)});
  }
}

}  // namespace

std::vector<Candidate> candidates_of(const CLI::App& command, const CLI::Option& option) {
  std::vector<Candidate> all;
  const std::string type = option.get_type_name();
  for (std::string_view rest = type; !rest.empty();) {
    const auto end = std::min(rest.find('|'), rest.size());
    append_candidates(all, rest.substr(0, end), command);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return all;
}

std::vector<Candidate> operands_of(const CLI::App& command) {
  std::vector<Candidate> all;
  for (const auto* option : command.get_options()) {
    if (option->nonpositional()) continue;
    for (auto& each : candidates_of(command, *option)) all.push_back(std::move(each));
  }
  return all;
}

std::string token(const Candidate& candidate) {
  switch (candidate.rest) {
    case Rest::nothing:
      return candidate.text;
    case Rest::file:
      return candidate.text + "<file>";
    case Rest::folder:
      return candidate.text + "<folder>";
    case Rest::command:
      break;
  }
  return candidate.text + "<command>";
}

std::vector<std::string> tokens(const std::vector<Candidate>& candidates) {
  std::vector<std::string> all;
  all.reserve(candidates.size());
  for (const auto& each : candidates) all.push_back(token(each));
  return all;
}

bool takes_value(const CLI::Option& option) { return !option.get_type_name().empty(); }

bool takes_value_or_none(const CLI::Option& option) {
  return takes_value(option) && option.get_expected_max() == 0;
}

bool may_stand_again(const CLI::Option& option) {
  return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

bool takes_rest_of_line(const std::vector<Candidate>& candidates) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [](const Candidate& each) { return each.rest == Rest::command; });
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string purpose_of(const CLI::Option& option, const std::string& name) {
  const auto& first = option.get_lnames().front();
  if (name == "--no-" + first) return "The opposite of --" + first;
  const std::string& whole = option.get_description();
  const auto end = std::min({whole.find("; "), whole.find(". "), whole.size()});
  std::string few = whole.substr(0, end);
  if (!option.get_default_str().empty()) few.append(" [" + option.get_default_str() + "]");
  return few;
}

std::vector<const CLI::App*> commands_of(const CLI::App& tree) {
  std::vector<const CLI::App*> commands{&tree};
  const auto others = tree.get_subcommands(std::function<bool(const CLI::App*)>());
  commands.insert(commands.end(), others.begin(), others.end());
  return commands;
}

std::vector<std::string> command_names(const CLI::App& tree) {
  std::vector<std::string> names;
  for (const auto* command : commands_of(tree)) {
    if (command != &tree) names.push_back(command->get_name());
  }
  return names;
}

std::vector<const CLI::Option*> options_of(const CLI::App& command) {
  std::vector<const CLI::Option*> options;
  for (const auto* option : command.get_options()) {
    if (option->nonpositional()) options.push_back(option);
  }
  return options;
}

std::string origin_of(std::string_view shell) {
  return std::string("urlfan ").append(kVersion).append(", by: urlfan --generate ").append(shell);
}

std::string escaped(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string shell_word(std::string_view text) {
  const auto is_plain = [](char c) { return is_letter_or_digit(c) || is_any(c, "_-."); };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += R"('\'')";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string shell_words(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out.append(out.empty() ? "" : " ").append(shell_word(text));
  return out;
}

}  // namespace urlfan
