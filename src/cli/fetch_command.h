#ifndef URLFAN_CLI_FETCH_COMMAND_H_
#define URLFAN_CLI_FETCH_COMMAND_H_

#include <memory>
#include <string>

#include "src/cli/cli11_names.h"
#include "src/cli/options/check_options.h"
#include "src/cli/options/input_options.h"
#include "src/cli/options/output_options.h"
#include "src/cli/options/request_options.h"
#include "src/cli/options/talk_options.h"
#include "src/cli/settings.h"
#include "urlfan/transport.h"

namespace urlfan {

/// The main command, which has no name: lists in, a result for each line out.
class FetchCommand {
 public:
  /// `others`: what --help says of the other commands, in whole lines.
  void add_to(CLI::App& app, const std::string& others);
  /// What all that was typed means; once, after the parsing. Throws UsageError.
  Settings settings();
  /// After the parsing. Returns the exit code. Throws UsageError, OutputError, Stopped.
  int run();

 private:
  void add_other(CLI::App& app);

  /// Options write to it, or to what their topic keeps for later.
  Settings given_;
  InputOptions input_;
  RequestOptions request_;
  CheckOptions checks_;
  OutputOptions output_;
  TalkOptions talk_;
  bool schema_ = false;
  /// What the run leaves, for whoever ends the process to let go of.
  std::unique_ptr<Transport> transport_;
  CLI::Option* config_ = nullptr;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_FETCH_COMMAND_H_
