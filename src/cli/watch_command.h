#ifndef URLFAN_CLI_WATCH_COMMAND_H_
#define URLFAN_CLI_WATCH_COMMAND_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cli/cli11_names.h"
#include "src/cli/options/watch_options.h"

namespace urlfan {

/// `urlfan watch LIST...`: a list round after round; tells what goes down and what is up again.
class WatchCommand {
 public:
  static constexpr std::string_view kName = "watch";
  static constexpr std::string_view kArguments = "LIST...";
  static constexpr std::string_view kPurpose = "fetches a list again and again, tells of changes";

  void add_to(CLI::App& tree);
  /// After the parsing, once: options from elsewhere. Throws UsageError.
  void complete(CLI::App& command);
  /// Returns the exit code. Throws UsageError, OutputError, Stopped.
  int run();

 private:
  WatchSettings read_again() const;

  WatchOptions options_;
  /// What was typed, by the names of the options.
  std::vector<std::pair<std::string, std::vector<std::string>>> typed_;
  /// What it leaves, for whoever ends the process to let go of.
  std::shared_ptr<const void> left_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_WATCH_COMMAND_H_
