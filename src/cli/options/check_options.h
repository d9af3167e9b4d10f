#ifndef URLFAN_CLI_OPTIONS_CHECK_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_CHECK_OPTIONS_H_

#include "src/cli/cli11_names.h"
#include "urlfan/checks.h"

namespace urlfan {

/// What lines expect that do not say so themselves.
class CheckOptions {
 public:
  void add_to(CLI::App& app);
  /// Throws UsageError.
  ChecksPtr complete();

 private:
  Checks checks_;
  bool no_checks_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_CHECK_OPTIONS_H_
