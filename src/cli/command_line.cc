#include "src/cli/command_line.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/did_you_mean.h"
#include "src/base/text.h"
#include "src/cli/generate/bash_completion.h"
#include "src/cli/generate/errors_page.h"
#include "src/cli/generate/fish_completion.h"
#include "src/cli/generate/man_page.h"
#include "src/cli/generate/zsh_completion.h"
#include "src/cli/help.h"
#include "src/cli/log.h"
#include "src/cli/option_sources.h"
#include "src/cli/options/values.h"
#include "src/cli/options_elsewhere.h"
#include "src/cli/output_file.h"
#include "src/model/exit_code.h"

namespace urlfan {
namespace {

/// The command as it is typed: "urlfan report".
std::string title(const CLI::App& command) {
  const auto* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : parent->get_name() + " " + command.get_name();
}

bool is_of_main_command(const std::string& option) {
  const CommandLine whole;
  return whole.tree().get_option_no_throw(option) != nullptr;
}

/// Whether a command has the option that a text names; without one, it is of the main command.
bool has_it(const CLI::App& command, const std::string& text) {
  const auto start = text.find("--");
  if (start == std::string::npos) return command.get_parent() == nullptr;
  return command.get_option_no_throw(text.substr(start, text.find_first_of(" ,", start) - start)) !=
         nullptr;
}

/// Of what nobody expected.
std::string unknown(const CLI::App& command) {
  const auto rest = command.remaining();
  const auto found = std::find_if(rest.begin(), rest.end(), [](const std::string& word) {
    return word.size() > 1 && word.starts_with('-');
  });
  if (found == rest.end()) {
    return "unexpected " + (rest.empty() ? std::string("argument") : "\"" + rest.front() + "\"");
  }
  const std::string name = found->substr(0, found->find('='));
  if (command.get_parent() != nullptr && is_of_main_command(name)) {
    return name + " is an option of urlfan, and not of " + title(command) + "; " + title(command) +
           " --help lists those";
  }
  if (const std::string instead(instead_of(name)); !instead.empty() && has_it(command, instead)) {
    return "unknown option " + name + "; " + instead;
  }
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const auto& each : option->get_lnames()) names.push_back("--" + each);
  }
  const std::string meant =
      did_you_mean(name, std::vector<std::string_view>(names.begin(), names.end()));
  return "unknown option " + name + "; " +
         (meant.empty() ? title(command) + " --help lists all" : "did you mean " + meant + "?");
}

/// Takes the word behind --help off the arguments, which are in order from behind.
std::string take_help_group(std::vector<std::string>& arguments) {
  for (auto each = arguments.rbegin(); each != arguments.rend() && *each != "--"; ++each) {
    if (each->starts_with("--help=")) {
      std::string group = each->substr(each->find('=') + 1);
      *each = "--help";
      return group;
    }
    if (*each != "--help" && *each != "-h") continue;
    const auto next = std::next(each);
    if (next == arguments.rend() || next->starts_with('-')) return {};
    std::string group = *next;
    arguments.erase(std::next(next).base());
    return group;
  }
  return {};
}

/// Of an option of one value that stands several times, the last one counts, as with curl. Flags
/// are counted. That --help takes a group is unknown to CLI11 (see take_help_group).
void complete_tree(CLI::App& tree) {
  auto commands = tree.get_subcommands({});
  commands.push_back(&tree);
  for (auto* command : commands) {
    command->get_option("--help")->type_name("[GROUP]");
    for (auto* option : command->get_options()) {
      if (option->nonpositional() && option->get_expected_max() == 1) option->take_last();
    }
  }
}

/// CLI11 takes the next argument for the value of --option= with nothing behind it, which is what
/// an unset variable gives.
std::vector<std::string> with_empty_values(int argc, char** argv) {
  std::vector<std::string> arguments;
  bool options = true;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    options = options && argument != "--";
    const bool empty =
        options && argument.starts_with("--") && argument.find('=') + 1 == argument.size();
    if (empty) argument.pop_back();
    arguments.push_back(std::move(argument));
    if (empty) arguments.emplace_back();
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

/// All that follows --on-change is one command, whatever it looks like: each word of it becomes a
/// value of its own.
std::vector<std::string> with_command_at_end(std::vector<std::string> from_behind) {
  const std::string option = "--on-change";
  const auto found = std::find(from_behind.rbegin(), from_behind.rend(), option);
  const bool is_watch = !from_behind.empty() && from_behind.back() == WatchCommand::kName;
  const bool options_end = std::find(from_behind.rbegin(), found, "--") != found;
  if (!is_watch || options_end || found == from_behind.rend() ||
      std::next(found) == from_behind.rend()) {
    return from_behind;
  }
  std::vector<std::string> all(found.base(), from_behind.end());
  std::reverse(all.begin(), all.end());
  for (auto word = std::next(found); word != from_behind.rend(); ++word) {
    all.push_back(option + (word->empty() ? "" : "=" + *word));
    if (word->empty()) all.emplace_back();
  }
  std::reverse(all.begin(), all.end());
  return all;
}

template <typename Call>
void for_each(Subcommands& commands, const Call& call) {
  std::apply([&call](auto&... each) { (call(each), ...); }, commands);
}

/// What --help says of them, a line each.
std::string listed(Subcommands& commands) {
  struct Line {
    std::string typed;
    std::string_view purpose;
  };
  std::vector<Line> lines;
  std::size_t width = 0;
  for_each(commands, [&](const auto& each) {
    std::string typed(each.kName);
    typed.append(1, ' ').append(each.kArguments);
    width = std::max(width, typed.size());
    lines.push_back({std::move(typed), each.kPurpose});
  });
  std::string text;
  for (auto& [typed, purpose] : lines) {
    typed.resize(width + 2, ' ');
    text.append(text.empty() ? "Also: urlfan " : "      urlfan ");
    text.append(typed).append(purpose).append(1, '\n');
  }
  return text;
}

}  // namespace

CommandLine::CommandLine(std::vector<std::string> arguments)
    : tree_("Fetches a list of URLs at once and prints one JSON result for every line.", "urlfan"),
      arguments_(std::move(arguments)) {}

CommandLine::CommandLine() : CommandLine(std::vector<std::string>()) {
  // The main command last: the others get a copy of what the tree says by then.
  for_each(others_, [this](auto& each) { each.add_to(tree_); });
  add_main_command();
  complete_tree(tree_);
}

// A command is named by the first word, or not at all; for CLI11 its name is one wherever it
// stands, also where it is that of a list. And what is not meant would make each start slower.
CommandLine::CommandLine(int argc, char** argv)
    : CommandLine(with_command_at_end(with_empty_values(argc, argv))) {
  const std::string_view first_word = argc > 1 ? argv[1] : "";
  bool is_named = false;
  for_each(others_, [&](auto& each) {
    if (each.kName != first_word) return;
    each.add_to(tree_);
    is_named = true;
  });
  if (!is_named) add_main_command();
  complete_tree(tree_);
}

void CommandLine::add_main_command() {
  fetch_.add_to(tree_, listed(others_));
  add_choice<Generator>(
      tree_, "--generate", generator_,
      {{"man", man_page},
       {"bash", bash_completion},
       {"zsh", zsh_completion},
       {"fish", fish_completion},
       {"errors", errors_page}},
      "Print the man page, what completes urlfan in that shell, or docs/errors.md")
      ->configurable(false);
}

CLI::App& CommandLine::named_command() {
  const auto named = tree_.get_subcommands();
  return named.empty() ? tree_ : *named.front();
}

std::optional<int> CommandLine::parse() {
  const std::string group = take_help_group(arguments_);
  try {
    tree_.parse(std::move(arguments_));
  } catch (const CLI::CallForHelp&) {
    return say_help(group);
  } catch (const CLI::ParseError& error) {
    return say_parse_end(error);
  }
  if (generator_ != nullptr) {
    print(generator_(CommandLine().tree()));
    return kExitOk;
  }
  complete(named_command());
  return {};
}

/// Takes the options that were not typed.
void CommandLine::complete(CLI::App& command) {
  if (&command == &tree_) return fetch_.complete(command);
  bool is_complete = false;
  for_each(others_, [&](auto& each) {
    if constexpr (requires { each.complete(command); }) {
      if (each.kName != command.get_name()) return;
      each.complete(command);
      is_complete = true;
    }
  });
  if (is_complete) return;
  OptionSources sources;
  sources.take_environment(command);
  OptionSources::require_compatible(command);
  const auto log = make_logger({.log_json = logs_json()});
  for (const auto& warning : sources.warnings()) log->warn("{}", warning);
}

/// Says what ended the parsing where it belongs, and returns the exit code.
int CommandLine::say_parse_end(const CLI::ParseError& error) {
  const CLI::App& command = named_command();
  if (error.get_exit_code() == 0) {  // --version
    print(std::string(error.what()) + "\n");
    return kExitOk;
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    tell(printable(unknown(command)));
    return kExitUsage;
  }
  const bool tells_form = dynamic_cast<const CLI::ValidationError*>(&error) != nullptr;
  tell(printable(error.what()) +
       (tells_form ? std::string() : "; see " + title(command) + " --help"));
  return kExitUsage;
}

int CommandLine::say_help(const std::string& group) {
  const CLI::App& command = named_command();
  const std::string text = group.empty() ? help_of(command) : help_of_group(command, group);
  if (!text.empty()) {
    print(text);
    return kExitOk;
  }
  const auto groups = help_groups(command);
  const std::vector<std::string_view> known(groups.begin(), groups.end());
  tell("--help has no group \"" + printable(group) + "\"; " + suggestion(group, known) +
       "expected one of " + CLI::detail::join(groups, ", "));
  return kExitUsage;
}

bool CommandLine::logs_json() {
  const auto* option = named_command().get_option_no_throw("--log-format");
  const auto said = option == nullptr ? std::vector<std::string>() : option->results();
  return !said.empty() && said.back() == "json";
}

void CommandLine::tell(const std::string& error) {
  if (logs_json()) return make_logger({.log_json = true})->error("{}", error);
  standard_error().say("urlfan: error: " + error + "\n");  // of one line or of several
}

int CommandLine::run() {
  const std::string name = named_command().get_name();
  std::optional<int> exit_code;
  for_each(others_, [&](auto& each) {
    if (each.kName == name) exit_code = each.run();
  });
  return exit_code ? *exit_code : fetch_.run();
}

}  // namespace urlfan
