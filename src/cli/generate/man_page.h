#ifndef URLFAN_CLI_GENERATE_MAN_PAGE_H_
#define URLFAN_CLI_GENERATE_MAN_PAGE_H_

#include <string>

#include "src/cli/cli11_names.h"

namespace urlfan {

/// urlfan(1), in troff with the macros of man.
std::string man_page(const CLI::App& tree);

}  // namespace urlfan

#endif  // URLFAN_CLI_GENERATE_MAN_PAGE_H_
