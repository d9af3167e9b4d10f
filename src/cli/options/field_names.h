#ifndef URLFAN_CLI_OPTIONS_FIELD_NAMES_H_
#define URLFAN_CLI_OPTIONS_FIELD_NAMES_H_

#include <string>
#include <vector>

namespace urlfan {

/// Paths of fields, with commas between them. Each leads to something that the JSON Schema of the
/// output has in a result. Throws UsageError.
std::vector<std::string> read_fields(const std::string& text);

}  // namespace urlfan

#endif  // URLFAN_CLI_OPTIONS_FIELD_NAMES_H_
