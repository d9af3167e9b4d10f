#ifndef URLFAN_CLI_SERVE_COMMAND_H_
#define URLFAN_CLI_SERVE_COMMAND_H_

#include <memory>
#include <string_view>

#include "src/cli/cli11_names.h"
#include "src/cli/options/serve_options.h"
#include "urlfan/transport.h"

namespace urlfan {

/// `urlfan serve`: fetches lists for whoever asks over HTTP.
class ServeCommand {
 public:
  static constexpr std::string_view kName = "serve";
  static constexpr std::string_view kArguments{};
  static constexpr std::string_view kPurpose = "fetches lists for others, over HTTP";

  void add_to(CLI::App& tree);
  /// After the parsing, once: options from elsewhere. Throws UsageError.
  void complete(CLI::App& command) { options_.complete(command); }
  /// Returns the exit code. Throws UsageError.
  int run();

 private:
  ServeOptions options_;
  /// What it leaves, for whoever ends the process to let go of.
  std::unique_ptr<Transport> transport_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_SERVE_COMMAND_H_
