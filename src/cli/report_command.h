#ifndef URLFAN_CLI_REPORT_COMMAND_H_
#define URLFAN_CLI_REPORT_COMMAND_H_

#include <string>
#include <string_view>
#include <vector>

#include "src/cli/cli11_names.h"
#include "src/cli/options/output_options.h"
#include "src/cli/options/talk_options.h"
#include "src/cli/settings.h"

namespace urlfan {

/// `urlfan report RESULTS...`: earlier outputs in, one document and any reports out.
class ReportCommand {
 public:
  static constexpr std::string_view kName = "report";
  static constexpr std::string_view kArguments = "RESULTS...";
  static constexpr std::string_view kPurpose = "merges earlier outputs, writes reports of them";

  void add_to(CLI::App& tree);
  /// After the parsing. Returns the exit code that one run over all would have had. Throws
  /// UsageError, OutputError.
  int run();

 private:
  std::vector<std::string> files_;
  Tolerance tolerance_;
  std::string baseline_;
  OutputSettings output_;
  TalkSettings talk_;
  OutputOptions output_options_;
  TalkOptions talk_options_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_REPORT_COMMAND_H_
