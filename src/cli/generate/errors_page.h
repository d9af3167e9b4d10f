#ifndef URLFAN_CLI_GENERATE_ERRORS_PAGE_H_
#define URLFAN_CLI_GENERATE_ERRORS_PAGE_H_

#include <string>

#include "src/cli/cli11_names.h"

namespace urlfan {

/// docs/errors.md, in Markdown: what `urlfan explain` tells of each code, by phases. Of the tree it
/// needs nothing; all generators take it.
std::string errors_page(const CLI::App& tree);

}  // namespace urlfan

#endif  // URLFAN_CLI_GENERATE_ERRORS_PAGE_H_
