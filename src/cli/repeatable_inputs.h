#ifndef URLFAN_CLI_REPEATABLE_INPUTS_H_
#define URLFAN_CLI_REPEATABLE_INPUTS_H_

#include <vector>

#include "src/cli/signals.h"
#include "src/list/list_reader.h"

namespace urlfan {

/// Makes all lists readable a second time: what comes through a pipe is copied into a temporary
/// file without a name, to its end. Throws UsageError, OutputError, Stopped.
void make_repeatable(std::vector<Input>& inputs, StopSignals& signals);

}  // namespace urlfan

#endif  // URLFAN_CLI_REPEATABLE_INPUTS_H_
