#ifndef URLFAN_CLI_HELP_H_
#define URLFAN_CLI_HELP_H_

#include <string>
#include <vector>

#include "src/cli/cli11_names.h"

namespace urlfan {

/// What --help prints of a command: its options by their groups, no line wider than 80 columns.
std::string help_of(const CLI::App& command);

/// The same of one group alone, whatever its case; empty when there is none of that name.
std::string help_of_group(const CLI::App& command, const std::string& group);

/// "urlfan report [OPTIONS] RESULTS..."
std::string usage_of(const CLI::App& command);

/// "-c, --concurrency N=100"
std::string form_of(const CLI::Option& option);

/// What it does, and which it does not go with.
std::string description_of(const CLI::Option& option);

/// The names of the groups that help_of shows.
std::vector<std::string> help_groups(const CLI::App& command);

}  // namespace urlfan

#endif  // URLFAN_CLI_HELP_H_
