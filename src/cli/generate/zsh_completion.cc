#include "src/cli/generate/zsh_completion.h"

#include <CLI/CLI.hpp>
#include <string_view>
#include <vector>

#include "src/cli/generate/completion.h"

namespace urlfan {
namespace {

constexpr const char* kZshFunctions = R"sh(
# _urlfan_offer TOKEN...: words, perhaps with :DESCRIPTION, and <file>, <folder> and <command>,
# perhaps behind a start.
_urlfan_offer() {
  local token start ret=1
  local -a words_known starts
  for token; do
    if [[ $token != *\<(file|folder|command)\> ]]; then
      words_known+=("$token")
      continue
    fi
    start=${token%\<*}
    if [[ -n $start ]]; then
      if compset -P "${(b)start}"; then
        _files
        return
      fi
      starts+=("$start")
      continue
    fi
    case $token in
      '<file>') _files && ret=0 ;;
      '<folder>') _files -/ && ret=0 ;;
      '<command>') _command_names -e && ret=0 ;;
    esac
  done
  (( $#words_known )) && _describe -t values value words_known && ret=0
  (( $#starts )) && compadd -S '' -a starts && ret=0
  return ret
}

# What stands beside options: a command first, or what the main one takes.
_urlfan_inputs() {
  local ret=1
  (( CURRENT == 2 )) && _describe -t commands command _urlfan_commands && ret=0
  _urlfan_offer "$@" && ret=0
  return ret
}

_urlfan() {
  if (( CURRENT > 2 && ${_urlfan_commands[(I)${(b)words[2]}:*]} )); then
    local command=${words[2]}
    shift words
    (( CURRENT-- ))
    _urlfan_options_of_$command
  else
    _urlfan_options
  fi
}

if [[ $funcstack[1] == _urlfan ]]; then  # a file of $fpath
  _urlfan "$@"
else  # read by source
  compdef _urlfan urlfan
fi
)sh";

/// ":MESSAGE:ACTION", as _arguments has it; without a known candidate the message alone is shown.
/// The function is not given options of compadd: so says the blank in front of it.
std::string zsh_argument(const std::string& message, const std::string& function,
                         const std::vector<Candidate>& candidates) {
  std::string out = ":" + escaped(message, ":\\") + ":";
  out += ' ';
  if (candidates.empty()) return out;
  std::vector<std::string> words;
  for (const auto& each : candidates) {
    words.push_back(token(each));
    if (!each.description.empty()) words.back().append(":").append(each.description);
  }
  return out + function + " " + escaped(shell_words(words), ":");
}

/// What of an option follows its name, but for the description.
std::string zsh_value(const CLI::App& command, const CLI::Option& option) {
  if (!takes_value(option)) return {};
  const auto candidates = candidates_of(command, option);
  if (takes_rest_of_line(candidates)) {
    return ":*:::" + escaped(option.get_type_name(), ":\\") + ": _normal";
  }
  return zsh_argument(option.get_type_name(), "_urlfan_offer", candidates);
}

/// How _arguments is told where the value of this name stands: in the same word or the next one.
std::string_view place_of_value(const CLI::Option& option, const std::string& name,
                                bool takes_rest) {
  if (!takes_value(option) || takes_rest) return "";
  if (name.starts_with("--")) return "=";
  return takes_value_or_none(option) ? "" : "+";
}

void append_zsh_option(std::string& out, const CLI::App& command, const CLI::Option& option) {
  std::string barred;
  for (const auto& name : names_of(option)) barred.append(barred.empty() ? "" : " ").append(name);
  for (const auto* other : option.get_excludes()) {
    for (const auto& name : names_of(*other)) barred.append(" ").append(name);
  }
  const bool takes_rest = takes_rest_of_line(candidates_of(command, option));
  for (const auto& name : names_of(option)) {
    std::string spec = may_stand_again(option) ? "*" : "(" + barred + ")";
    spec.append(name).append(place_of_value(option, name, takes_rest));
    spec.append("[").append(escaped(purpose_of(option, name), "[]\\")).append("]");
    spec.append(zsh_value(command, option));
    out.append("    ").append(shell_word(spec)).append(" \\\n");
  }
}

void append_zsh_function(std::string& out, const CLI::App& command) {
  const bool is_main = command.get_parent() == nullptr;
  out.append("\n_urlfan_options").append(is_main ? "" : "_of_" + command.get_name());
  out.append("() {\n  _arguments -s -S \\\n");
  for (const auto* option : options_of(command)) append_zsh_option(out, command, *option);
  const std::string operands =
      "*" + zsh_argument(" ", is_main ? "_urlfan_inputs" : "_urlfan_offer", operands_of(command));
  out.append("    ").append(shell_word(operands)).append("\n}\n");
}

}  // namespace

std::string zsh_completion(const CLI::App& tree) {
  std::string out = "#compdef urlfan\n# Completion for zsh of " + origin_of("zsh") + "\n\n";
  out.append("typeset -ga _urlfan_commands=(\n");
  for (const auto* command : commands_of(tree)) {
    if (command == &tree) continue;
    out.append("  ").append(shell_word(command->get_name() + ":" + command->get_description()));
    out.append("\n");
  }
  out.append(")\n");
  for (const auto* command : commands_of(tree)) append_zsh_function(out, *command);
  return out + kZshFunctions;
}

}  // namespace urlfan
