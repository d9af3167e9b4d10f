#ifndef URLFAN_CLI_HTTP_OPTIONS_H_
#define URLFAN_CLI_HTTP_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "src/serve/documents.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// Options of the command line that come over HTTP: those of a list alone, with the grammar that
/// they have there. What names a file, a proxy or a way of this machine nobody may say from afar,
/// and what all runs share is the server's.
class HttpOptions {
 public:
  /// `run`: what holds where nothing is said.
  explicit HttpOptions(RunConfig run) : run_(std::move(run)) {}

  /// Throws ProblemError.
  RunOptions read(const std::vector<NamedOption>& options);

 private:
  RunOptions understood(const std::vector<NamedOption>& options) const;

  RunConfig run_;
  /// Those that were read last, which mostly come again.
  std::vector<NamedOption> last_;
  std::optional<RunOptions> of_last_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_HTTP_OPTIONS_H_
