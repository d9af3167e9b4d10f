#ifndef URLFAN_CLI_EXPLAIN_COMMAND_H_
#define URLFAN_CLI_EXPLAIN_COMMAND_H_

#include <string>
#include <string_view>
#include <vector>

#include "src/cli/cli11_names.h"

namespace urlfan {

/// `urlfan explain [CODE...]`: what error codes mean, and what to look at next. Without a code:
/// all of them.
class ExplainCommand {
 public:
  static constexpr std::string_view kName = "explain";
  static constexpr std::string_view kArguments = "CODE";
  static constexpr std::string_view kPurpose = "tells what an error code means";

  void add_to(CLI::App& tree);
  /// After the parsing. Returns the exit code. Throws UsageError.
  int run() const;

 private:
  std::vector<std::string> codes_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_EXPLAIN_COMMAND_H_
