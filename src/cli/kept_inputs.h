#ifndef URLFAN_CLI_KEPT_INPUTS_H_
#define URLFAN_CLI_KEPT_INPUTS_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "src/base/descriptor.h"
#include "src/cli/settings.h"
#include "src/cli/signals.h"
#include "urlfan/request.h"

namespace urlfan {

/// Lists that are read as a whole, again and again: files as they are then, what came through a
/// pipe or on standard input as it was the first time.
class KeptInputs {
 public:
  /// All lines. Throws UsageError, which names the first that is bad, or a file that has become
  /// something else; OutputError, Stopped.
  std::vector<Request> read(const Settings& settings, StopSignals& signals);

 private:
  struct Kept {
    Descriptor file;
    /// Standard input may have been in the middle of a file.
    off_t start = 0;
  };
  /// By their names.
  std::map<std::string, Kept> kept_;
  bool has_read_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_KEPT_INPUTS_H_
