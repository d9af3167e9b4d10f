#ifndef URLFAN_TESTS_CLI_COMPLAINT_H_
#define URLFAN_TESTS_CLI_COMPLAINT_H_

#include <functional>
#include <string>

#include "src/cli/settings.h"

namespace urlfan {

/// What UsageError says, or "" for none.
inline std::string complaint(const std::function<void()>& call) {
  try {
    call();
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

}  // namespace urlfan

#endif  // URLFAN_TESTS_CLI_COMPLAINT_H_
