#ifndef URLFAN_CLI_WATCH_H_
#define URLFAN_CLI_WATCH_H_

#include <spdlog/logger.h>

#include <functional>
#include <memory>

#include "src/cli/options/watch_options.h"

namespace urlfan {

/// `urlfan watch`, until a signal ends it; returns the exit code of that. `read_again` gives what
/// is asked for as it stands then, or throws UsageError. What the process can end with is `left`:
/// the connections, see run(), and the endpoint of the metrics, whose threads take a second to end.
/// Throws UsageError, OutputError, Stopped.
int watch(WatchSettings settings, const std::function<WatchSettings()>& read_again,
          spdlog::logger& log, std::shared_ptr<const void>& left);

}  // namespace urlfan

#endif  // URLFAN_CLI_WATCH_H_
