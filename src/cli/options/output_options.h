#ifndef URLFAN_CLI_OPTIONS_OUTPUT_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_OUTPUT_OPTIONS_H_

#include <optional>

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// What of an answer a result shows.
void add_shown_options(CLI::App& app, RunConfig& run);

/// Where results go, and in which form.
class OutputOptions {
 public:
  /// Those of every command that writes results.
  void add_to(CLI::App& app, OutputSettings& output);
  /// Those that only a run has.
  void add_those_of_run(CLI::App& app, RunConfig& run);
  /// The format where nothing was asked for: on a terminal, and elsewhere. Throws UsageError.
  void complete(OutputSettings& output, Format for_terminal, Format otherwise = Format::json) const;

 private:
  std::optional<Format> format_;
  std::optional<bool> input_order_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_OUTPUT_OPTIONS_H_
