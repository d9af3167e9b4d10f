#ifndef URLFAN_CLI_GENERATE_ZSH_COMPLETION_H_
#define URLFAN_CLI_GENERATE_ZSH_COMPLETION_H_

#include <string>

#include "src/cli/cli11_names.h"

namespace urlfan {

/// The same for zsh: a file of its $fpath, or read with source behind compinit.
std::string zsh_completion(const CLI::App& tree);

}  // namespace urlfan

#endif  // URLFAN_CLI_GENERATE_ZSH_COMPLETION_H_
