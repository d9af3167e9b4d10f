#ifndef URLFAN_CLI_LOG_H_
#define URLFAN_CLI_LOG_H_

#include <spdlog/logger.h>

#include <memory>
#include <string>

#include "src/cli/settings.h"
#include "urlfan/result.h"

namespace urlfan {

/// The logger on standard error: text or JSON lines, with control characters escaped whatever
/// the message holds. Main thread only.
std::shared_ptr<spdlog::logger> make_logger(const TalkSettings& settings);

/// What a message is about, for JSON lines: members of an object, a comma before each. They are
/// file, line, name, url, code, status and attempt, null where there is none.
std::string log_fields(const Result& result);

/// Logs a message with its fields, which text leaves out.
void log_with(spdlog::logger& log, spdlog::level::level_enum level, const std::string& fields,
              const std::string& message);

}  // namespace urlfan

#endif  // URLFAN_CLI_LOG_H_
