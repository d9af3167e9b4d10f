#ifndef URLFAN_CLI_LOG_H_
#define URLFAN_CLI_LOG_H_

#include <spdlog/logger.h>

#include <memory>

#include "src/cli/settings.h"

namespace urlfan {

/// The logger on standard error: text or JSON lines, with control characters escaped whatever
/// the message holds. Main thread only.
std::shared_ptr<spdlog::logger> make_logger(const TalkSettings& settings);

}  // namespace urlfan

#endif  // URLFAN_CLI_LOG_H_
