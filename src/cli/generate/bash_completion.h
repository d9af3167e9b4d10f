#ifndef URLFAN_CLI_GENERATE_BASH_COMPLETION_H_
#define URLFAN_CLI_GENERATE_BASH_COMPLETION_H_

#include <string>

#include "src/cli/cli11_names.h"

namespace urlfan {

/// The script by which bash completes what is typed behind urlfan; needs no other one.
std::string bash_completion(const CLI::App& tree);

}  // namespace urlfan

#endif  // URLFAN_CLI_GENERATE_BASH_COMPLETION_H_
