#ifndef URLFAN_CLI_OPTIONS_VERDICT_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_VERDICT_OPTIONS_H_

#include <string>

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"
#include "urlfan/run_config.h"

namespace urlfan {

/// Which failures make the run fail.
void add_verdict_options(CLI::App& app, Tolerance& tolerance, std::string& baseline,
                         const std::string& max_fail_help);

void complete_verdict_options(Settings& settings);

/// Of a run: to end with the first of them. After the others.
void add_fail_fast(CLI::App& app, RunConfig& run);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_VERDICT_OPTIONS_H_
