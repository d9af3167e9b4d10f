#include "src/serve/state_folder.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "src/base/environment.h"
#include "src/serve/store_error.h"

namespace urlfan {

std::string default_state_folder() {
  const auto state = environment_variable("XDG_STATE_HOME");
  if (state && state->starts_with('/')) return *state + "/urlfan";
  const auto home = environment_variable("HOME");
  if (home && home->starts_with('/')) return *home + "/.local/state/urlfan";
  throw StoreError(
      StoreProblem::unavailable,
      "neither XDG_STATE_HOME nor HOME names a folder to keep the state in: set one of "
      "them, or name a file by --state FILE");
}

void create_state_folder(const std::string& folder) {
  std::filesystem::path made;
  for (const auto& part : std::filesystem::path(folder)) {
    made /= part;
    // Not by create_directories(), with which they are open to others until they are changed.
    if (std::filesystem::exists(made) || mkdir(made.c_str(), 0700) == 0 || errno == EEXIST)
      continue;
    throw cannot_use(made.string(), std::generic_category().message(errno));
  }
}

std::string state_file_in(const std::string& folder) { return folder + "/serve.db"; }

}  // namespace urlfan
