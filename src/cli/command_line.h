#ifndef URLFAN_CLI_COMMAND_LINE_H_
#define URLFAN_CLI_COMMAND_LINE_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "src/cli/explain_command.h"
#include "src/cli/fetch_command.h"
#include "src/cli/report_command.h"
#include "src/cli/serve_command.h"
#include "src/cli/watch_command.h"

namespace urlfan {

/// All commands that have a name, in the order in which --help tells of them. Each has
///     static constexpr std::string_view kName, kArguments, kPurpose;  // a line of --help
///     void add_to(CLI::App& tree);  // its subcommand, and what that takes
///     int run();                    // after the parsing; returns the exit code
/// and may have, where the environment is not all that it takes options from,
///     void complete(CLI::App& command);
using Subcommands = std::tuple<WatchCommand, ServeCommand, ReportCommand, ExplainCommand>;

/// All that can be typed: one tree of commands and their options.
class CommandLine {
 public:
  /// The whole tree, to look at.
  CommandLine();
  /// As much of it as these arguments can mean.
  CommandLine(int argc, char** argv);
  // The tree points into the commands.
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine() = default;

  /// Once. Returns an exit code when there is nothing left to run: after --help, --version or
  /// --generate (printed on standard output), or after an error (told on standard error). Throws
  /// UsageError.
  std::optional<int> parse();
  /// Runs the command that was typed, and returns the exit code. Throws UsageError, OutputError,
  /// Stopped.
  int run();

  /// An error on standard error, as --log-format wants it.
  void tell(const std::string& error);

  const CLI::App& tree() const noexcept { return tree_; }
  FetchCommand& fetch() noexcept { return fetch_; }

 private:
  using Generator = std::string (*)(const CLI::App& tree);

  explicit CommandLine(std::vector<std::string> arguments);
  void add_main_command();
  CLI::App& named_command();
  void complete(CLI::App& command);
  int say_parse_end(const CLI::ParseError& error);
  int say_help(const std::string& group);
  bool logs_json();

  CLI::App tree_;
  /// From behind, as CLI11 wants them.
  std::vector<std::string> arguments_;
  /// Of --generate; null: not typed.
  Generator generator_ = nullptr;
  FetchCommand fetch_;
  Subcommands others_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_COMMAND_LINE_H_
