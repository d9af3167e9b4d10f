#ifndef URLFAN_CLI_NETRC_H_
#define URLFAN_CLI_NETRC_H_

#include <string>
#include <vector>

#include "urlfan/request.h"

namespace urlfan {

/// Users and passwords of a .netrc.
std::vector<Credentials> netrc_credentials(const std::string& file);

}  // namespace urlfan

#endif  // URLFAN_CLI_NETRC_H_
