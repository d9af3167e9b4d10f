#ifndef URLFAN_CLI_DISTINCT_FILES_H_
#define URLFAN_CLI_DISTINCT_FILES_H_

#include <string>
#include <vector>

#include "src/cli/settings.h"

namespace urlfan {

/// A run must not write over, or add to, what it reads: `inputs` are names of files, - is standard
/// input. Names that are no files are passed over. Throws UsageError that names the file.
void require_distinct(const std::vector<std::string>& inputs, const OutputSettings& output);

}  // namespace urlfan

#endif  // URLFAN_CLI_DISTINCT_FILES_H_
