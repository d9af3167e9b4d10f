#ifndef URLFAN_CLI_OPTIONS_PART_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_PART_OPTIONS_H_

#include <optional>

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"
#include "urlfan/shard.h"

namespace urlfan {

/// Which lines of the list are fetched here and now: a shard of them, those that are not done.
class PartOptions {
 public:
  void add_to(CLI::App& app, Settings& settings);
  /// After the outputs are known. Throws UsageError.
  void complete(Settings& settings) const;

 private:
  CLI::App* app_ = nullptr;
  ShardBy by_ = ShardBy::host;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_PART_OPTIONS_H_
