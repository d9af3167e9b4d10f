#ifndef URLFAN_CLI_OPTIONS_CONCURRENCY_OPTIONS_H_
#define URLFAN_CLI_OPTIONS_CONCURRENCY_OPTIONS_H_

#include "src/cli/cli11_names.h"
#include "src/cli/settings.h"

namespace urlfan {

/// How much at once, and how much a second.
void add_concurrency_options(CLI::App& app, Settings& settings);

/// Fits the concurrency to the descriptors that there are.
void complete_concurrency_options(Settings& settings);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_CONCURRENCY_OPTIONS_H_
