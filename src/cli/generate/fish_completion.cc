#include "src/cli/generate/fish_completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>
#include <vector>

#include "src/cli/generate/completion.h"

namespace urlfan {
namespace {

constexpr const char* kFishFunctions = R"sh(
# Whether the command is one of these, and the word no longer one of a command that an option takes.
function __urlfan_is
    set -l typed (commandline -opc)
    set -l command main
    contains -- "$typed[2]" $__urlfan_commands; and set command $typed[2]
    set -e typed[-1]
    for option in $__urlfan_take_all
        contains -- $option $typed; and return 1
    end
    contains -- $command $argv
end

function __urlfan_is_first
    test (count (commandline -opc)) -eq 1
end

# Whether the word before is one of these.
function __urlfan_is_behind
    set -l typed (commandline -opc)
    contains -- $typed[-1] $argv
end

# __urlfan_offer TOKEN...: words, and <file>, <folder> and <command>, perhaps behind a start.
function __urlfan_offer
    set -l value (commandline -ct | string replace -r -- '^--[^=]*=' '')
    for token in $argv
        set -l start (string replace -r -- '<(file|folder|command)>$' '' $token)
        set -l length (string length -- "$start")
        if test "$start" != "$token" -a (string sub -l $length -- "$value") = "$start"
            set -l behind (string sub -s (math $length + 1) -- "$value")
            switch $token
                case '*<command>'
                    __fish_complete_command
                case '*<folder>'
                    for folder in $behind*/
                        echo $start$folder
                    end
                case '*'
                    for file in $behind*
                        test -d $file; and set file $file/
                        echo $start$file
                    end
            end
        else
            echo $start
        end
    end
end

)sh";

/// A word of fish that means this text.
std::string fish_word(const std::string& text) { return "'" + escaped(text, "\\'") + "'"; }

std::string fish_words(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out.append(out.empty() ? "" : " ").append(fish_word(text));
  return out;
}

bool has_any_rest(const std::vector<Candidate>& candidates) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [](const Candidate& each) { return each.rest != Rest::nothing; });
}

/// What complete is told of a value.
std::string fish_value(const CLI::Option& option, const std::vector<Candidate>& candidates) {
  if (!takes_value(option)) return {};
  std::string out = takes_value_or_none(option) ? "" : " -x";
  if (candidates.size() == 1 && candidates.front().rest == Rest::file &&
      candidates.front().text.empty()) {
    return " -r -F";  // fish does it best
  }
  if (candidates.empty()) return out;
  std::string words = shell_words(tokens(candidates));
  if (has_any_rest(candidates)) words = "(__urlfan_offer " + words + ")";
  return out.append(" -a ").append(fish_word(words));
}

/// A call of `complete`: the commands that it is for, and what follows on these.
struct FishLine {
  std::string text;
  std::string commands;
};

void add_line(std::vector<FishLine>& lines, const std::string& text, const std::string& command) {
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [&text](const FishLine& line) { return line.text == text; });
  if (found == lines.end()) {
    lines.push_back({.text = text, .commands = command});
  } else {
    found->commands.append(1, ' ').append(command);
  }
}

void add_option(std::vector<FishLine>& lines, const CLI::App& command, const CLI::Option& option,
                const std::string& typed) {
  const auto candidates = candidates_of(command, option);
  std::string before;
  for (const auto& name : option.get_snames()) before.append(" -s ").append(name);
  for (const auto& name : option.get_lnames()) {
    std::string text = "'" + before;
    text.append(" -l ").append(name).append(fish_value(option, candidates));
    text.append(" -d ").append(fish_word(purpose_of(option, "--" + name)));
    add_line(lines, text, typed);
    before.clear();
  }
  if (!takes_value_or_none(option)) return;
  std::string behind = "; and __urlfan_is_behind";
  for (const auto& name : names_of(option)) behind.append(1, ' ').append(name);
  add_line(lines, behind + "' -f -a " + fish_word(shell_words(tokens(candidates))), typed);
}

/// Files are what fish offers by itself, unless it is told that there are none.
void add_operands(std::vector<FishLine>& lines, const CLI::App& command, const std::string& typed) {
  const auto operands = operands_of(command);
  if (!has_any_rest(operands)) add_line(lines, "' -f", typed);
  for (const auto& each : operands) {
    if (each.rest != Rest::nothing) continue;
    add_line(lines, "' -a " + fish_word(each.text) + " -d " + fish_word(each.description), typed);
  }
}

/// The options that take all that follows.
std::vector<std::string> those_that_take_all(const CLI::App& tree) {
  std::vector<std::string> names;
  for (const auto* command : commands_of(tree)) {
    for (const auto* option : options_of(*command)) {
      if (!takes_rest_of_line(candidates_of(*command, *option))) continue;
      for (auto& name : names_of(*option)) names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace

std::string fish_completion(const CLI::App& tree) {
  std::string out = "# Completion for fish of " + origin_of("fish") + "\n\n";
  out.append("set -g __urlfan_commands ").append(fish_words(command_names(tree))).append(1, '\n');
  out.append("set -g __urlfan_take_all ").append(fish_words(those_that_take_all(tree)));
  out.append(1, '\n').append(kFishFunctions);
  std::vector<FishLine> lines;
  for (const auto* command : commands_of(tree)) {
    const std::string name = command == &tree ? "main" : command->get_name();
    if (command != &tree) {
      out.append("complete -c urlfan -n __urlfan_is_first -a ").append(name).append(" -d ");
      out.append(fish_word(command->get_description())).append(1, '\n');
    }
    for (const auto* option : options_of(*command)) add_option(lines, *command, *option, name);
    add_operands(lines, *command, name);
  }
  for (const auto& [text, commands] : lines) {
    out.append("complete -c urlfan -n '__urlfan_is ").append(commands);
    out.append(text).append(1, '\n');
  }
  return out;
}

}  // namespace urlfan
