#ifndef URLFAN_CLI_WATCH_H_
#define URLFAN_CLI_WATCH_H_

#include <spdlog/logger.h>

#include <functional>
#include <memory>

#include "src/cli/options/watch_options.h"
#include "urlfan/transport.h"

namespace urlfan {

/// `urlfan watch`, until a signal ends it; returns the exit code of that. `read_again` gives what
/// is asked for as it stands then, or throws UsageError. What went over the network is `left`: see
/// run(). Throws UsageError, OutputError, Stopped.
int watch(WatchSettings settings, const std::function<WatchSettings()>& read_again,
          spdlog::logger& log, std::unique_ptr<Transport>& left);

}  // namespace urlfan

#endif  // URLFAN_CLI_WATCH_H_
