#include "src/cli/generate/bash_completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>
#include <vector>

#include "src/cli/generate/completion.h"

namespace urlfan {
namespace {

// What readline is to replace, the second argument of the function, begins behind the last of
// COMP_WORDBREAKS, by which the words are taken apart, too; an @ of those belongs to it. So words
// are put together again, and candidates lose of their start what stays.
constexpr const char* kBashFunctions = R"sh(
# The words up to the cursor. Bash takes them apart at = : and @ as well.
_urlfan_read_words() {
  local line=${COMP_LINE:0:COMP_POINT} rest word i
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    rest=${line#"${line%%[![:space:]]*}"}
    word=${COMP_WORDS[i]}
    ((i < COMP_CWORD)) || word=$rest
    if ((i > 0)) && [[ $rest == "$line" ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    line=${rest#"$word"}
  done
}

# Sets open to the option of this word whose value is the next word, or to nothing.
_urlfan_find_open() {
  local word=$1
  open=
  if [[ $word == --* ]]; then
    ! _urlfan_look_up "$word" || open=$word
    return
  fi
  while [[ $word == -?* ]]; do
    if _urlfan_look_up "${word:0:2}"; then
      ((${#word} > 2)) || open=$word
      return
    fi
    word=-${word:2}
  done
}

# _urlfan_disk file|folder|command START: what there is, behind START.
_urlfan_disk() {
  local behind=${current#"$2"} action=file found each
  if [[ $2 == "$stays" && ${#COMPREPLY[@]} == 0 && $1 != command ]]; then  # readline does it best
    if [[ $1 == file ]]; then compopt -o default; else compopt -o dirnames; fi
    return
  fi
  [[ $1 != folder ]] || action=directory
  [[ $1 != command ]] || action='command'
  mapfile -t found < <(compgen -A "$action" -- "$behind")
  for each in "${found[@]}"; do
    printf -v word %q "$each"
    [[ $1 == command || ! -d $each ]] || word+=/
    _urlfan_add "$2$word"
  done
}

_urlfan_add() {
  COMPREPLY+=("${1#"$stays"}")
  [[ $1 != *[/=@] ]] || compopt -o nospace
}

# _urlfan_offer START: candidates for what stands behind START.
_urlfan_offer() {
  local each head word
  for each in "${takes[@]}"; do
    head=$1${each%<*>}
    if [[ $each != *'<'*'>' ]]; then
      [[ $head != "$current"* ]] || _urlfan_add "$head"
    elif [[ $current == "$head"* ]]; then
      each=${each##*<}
      _urlfan_disk "${each%>}" "$head"
    elif [[ $head == "$current"* ]]; then
      _urlfan_add "$head"
    fi
  done
}

_urlfan() {
  local words command='' commands options operands takes current stays='' open='' files='' i=1
  COMPREPLY=()
  _urlfan_look_up ''
  _urlfan_read_words
  current=${words[${#words[@]} - 1]#[\'\"]}
  [[ $current != *"$2" ]] || stays=${current%"$2"}
  if ((${#words[@]} > 2)) && [[ " ${commands[*]} " == *" ${words[1]} "* ]]; then
    command=${words[1]}
    i=2
  fi
  for (( ; i < ${#words[@]} - 1; i++)); do
    if [[ -n $open ]]; then
      [[ ${takes[*]} != '<command>' ]] || files=all
      open=
    elif [[ ${words[i]} == -- ]]; then
      files=operands
    else
      _urlfan_find_open "${words[i]}"
    fi
    [[ -z $files ]] || break
  done
  if [[ $files == all ]]; then
    takes=('<file>')
    _urlfan_offer ''
  elif [[ -n $open && -z $files ]]; then
    _urlfan_offer ''
  elif [[ $current == --*=* && -z $files ]]; then
    ! _urlfan_look_up "${current%%=*}" || _urlfan_offer "${current%%=*}="
  elif [[ $current == -[!-]?* && -z $files ]] && _urlfan_look_up "${current:0:2}"; then
    _urlfan_offer "${current:0:2}"
  else
    _urlfan_look_up ''
    takes=("${operands[@]}")
    ((${#words[@]} > 2)) || takes=("${commands[@]}" "${operands[@]}")
    [[ $current != -* || -n $files ]] || takes=("${options[@]}")
    _urlfan_offer ''
  fi
}

complete -F _urlfan urlfan
)sh";

/// Options that take the same, and are told together.
struct Alike {
  std::string names;
  std::string takes;
};

std::vector<Alike> alike(const CLI::App& command) {
  std::vector<Alike> all;
  for (const auto* option : options_of(command)) {
    if (!takes_value(*option)) continue;
    const std::string takes = shell_words(tokens(candidates_of(command, *option)));
    auto found = std::find_if(all.begin(), all.end(),
                              [&takes](const Alike& each) { return each.takes == takes; });
    if (found == all.end()) found = all.insert(all.end(), {.names = {}, .takes = takes});
    for (const auto& name : names_of(*option)) {
      found->names.append(found->names.empty() ? "" : " | ").append(name);
    }
  }
  return all;
}

void append_bash_case(std::string& out, const CLI::App& command, const std::string& name) {
  std::vector<std::string> names;
  for (const auto* option : options_of(command)) {
    for (auto& each : names_of(*option)) names.push_back(std::move(each));
  }
  out.append("    ").append(shell_word(name)).append(")\n");
  out.append("      options=(").append(shell_words(names)).append(")\n");
  out.append("      operands=(").append(shell_words(tokens(operands_of(command)))).append(")\n");
  out.append("      case $1 in\n");
  for (const auto& [options, takes] : alike(command)) {
    out.append("        ").append(options).append(") takes=(").append(takes).append(") ;;\n");
  }
  out.append("        *) return 1 ;;\n      esac\n      ;;\n");
}

}  // namespace

std::string bash_completion(const CLI::App& tree) {
  std::string out = "# Completion for bash of " + origin_of("bash") + "\n";
  out.append(R"sh(
# _urlfan_look_up OPTION: sets takes to what that option of $command takes: words, and <file>,
# <folder> and <command>, perhaps behind a start. Fails if it takes nothing.
_urlfan_look_up() {
  takes=()
)sh");
  out.append("  commands=(").append(shell_words(command_names(tree))).append(")\n");
  out.append("  case $command in\n");
  for (const auto* command : commands_of(tree)) {
    append_bash_case(out, *command, command == &tree ? "" : command->get_name());
  }
  return out.append("  esac\n}\n").append(kBashFunctions);
}

}  // namespace urlfan
