#include "src/cli/command_line.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cli/output_file.h"
#include "src/model/exit_code.h"

namespace urlfan {
namespace {

/// Says what ended the parsing where it belongs, and returns the exit code.
int say_parse_end(const CLI::App& tree, const CLI::ParseError& error) {
  // --help and --version end the parsing with code 0.
  std::ostringstream out;
  std::ostringstream err;
  const int code = tree.exit(error, out, err);
  print(out.str());
  standard_error().say(err.str());
  return code == 0 ? kExitOk : kExitUsage;
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
      arguments_(std::move(arguments)) {
  tree_.get_formatter()->column_width(34);
}

CommandLine::CommandLine() : CommandLine(std::vector<std::string>()) {
  // The main command last: the others get a copy of what the tree says by then.
  for_each(others_, [this](auto& each) { each.add_to(tree_); });
  fetch_.add_to(tree_, listed(others_));
}

// A command is named by the first word, or not at all; for CLI11 its name is one wherever it
// stands, also where it is that of a list. And what is not meant would make each start slower.
CommandLine::CommandLine(int argc, char** argv) : CommandLine(with_empty_values(argc, argv)) {
  const std::string_view first_word = argc > 1 ? argv[1] : "";
  bool is_named = false;
  for_each(others_, [&](auto& each) {
    if (each.kName != first_word) return;
    each.add_to(tree_);
    is_named = true;
  });
  if (!is_named) fetch_.add_to(tree_, listed(others_));
}

std::optional<int> CommandLine::parse() {
  try {
    tree_.parse(std::move(arguments_));
  } catch (const CLI::ParseError& error) {
    return say_parse_end(tree_, error);
  }
  return {};
}

int CommandLine::run() {
  const auto named = tree_.get_subcommands();
  const std::string name = named.empty() ? "" : named.front()->get_name();
  std::optional<int> exit_code;
  for_each(others_, [&](auto& each) {
    if (each.kName == name) exit_code = each.run();
  });
  return exit_code ? *exit_code : fetch_.run();
}

}  // namespace urlfan
