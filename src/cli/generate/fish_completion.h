#ifndef URLFAN_CLI_GENERATE_FISH_COMPLETION_H_
#define URLFAN_CLI_GENERATE_FISH_COMPLETION_H_

#include <string>

#include "src/cli/cli11_names.h"

namespace urlfan {

/// The same for fish.
std::string fish_completion(const CLI::App& tree);

}  // namespace urlfan

#endif  // URLFAN_CLI_GENERATE_FISH_COMPLETION_H_
