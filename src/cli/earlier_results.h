#ifndef URLFAN_CLI_EARLIER_RESULTS_H_
#define URLFAN_CLI_EARLIER_RESULTS_H_

#include <spdlog/logger.h>

#include <optional>
#include <string>
#include <vector>

#include "src/io/result_reader.h"
#include "urlfan/baseline.h"

namespace urlfan {

/// Reads an output of urlfan; - is standard input. Warns of what is missing in it.
/// Throws UsageError.
std::vector<EarlierRun> read_earlier(const std::string& file, spdlog::logger& log);

/// The file of --baseline; nothing for an empty name. Throws UsageError.
std::optional<Baseline> read_baseline(const std::string& file, spdlog::logger& log);

}  // namespace urlfan

#endif  // URLFAN_CLI_EARLIER_RESULTS_H_
