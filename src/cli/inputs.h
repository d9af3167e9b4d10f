#ifndef URLFAN_CLI_INPUTS_H_
#define URLFAN_CLI_INPUTS_H_

#include <memory>
#include <string>
#include <vector>

#include "src/cli/settings.h"
#include "src/cli/signals.h"
#include "src/list/list_reader.h"
#include "urlfan/source.h"
#include "urlfan/transport.h"

// What a run begins with.

namespace urlfan {

/// Names of lists, and URLs. Throws UsageError.
std::vector<Input> open_inputs(const std::vector<std::string>& names);

/// After Pending: until the source has more, or a signal has come.
void wait_for_more(const Source& source, const StopSignals& signals);

/// Throws UsageError where it cannot be as it was asked for.
std::unique_ptr<Transport> make_transport(const Settings& settings);

}  // namespace urlfan

#endif  // URLFAN_CLI_INPUTS_H_
