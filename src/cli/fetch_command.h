#ifndef URLFAN_CLI_FETCH_COMMAND_H_
#define URLFAN_CLI_FETCH_COMMAND_H_

#include <memory>
#include <string>

#include "src/cli/cli11_names.h"
#include "src/cli/option_sources.h"
#include "src/cli/options/check_options.h"
#include "src/cli/options/input_options.h"
#include "src/cli/options/output_options.h"
#include "src/cli/options/part_options.h"
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
  /// Takes what was not typed from the environment and the --config file. Once, after the parsing.
  /// Throws UsageError.
  void complete(CLI::App& app);
  /// What all that means; once, after complete(). Throws UsageError.
  Settings settings();
  /// After the parsing. Returns the exit code. Throws UsageError, OutputError, Stopped.
  int run();

 private:
  void add_other(CLI::App& app);
  Settings understood();

  /// Options write to it, or to what their topic keeps for later.
  Settings given_;
  InputOptions input_;
  RequestOptions request_;
  CheckOptions checks_;
  OutputOptions output_;
  PartOptions part_;
  TalkOptions talk_;
  bool schema_ = false;
  /// What the run leaves, for whoever ends the process to let go of.
  std::unique_ptr<Transport> transport_;
  OptionSources sources_;
  /// Empty: none.
  std::string config_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_FETCH_COMMAND_H_
