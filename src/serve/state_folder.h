#ifndef URLFAN_SERVE_STATE_FOLDER_H_
#define URLFAN_SERVE_STATE_FOLDER_H_

#include <string>

namespace urlfan {

/// Where the server keeps what has to outlive it, unless told otherwise: $XDG_STATE_HOME/urlfan,
/// else
/// ~/.local/state/urlfan (XDG Base Directory Specification 0.8; a relative XDG_STATE_HOME counts as
/// none). Throws StoreError{unavailable} where neither is known.
std::string default_state_folder();

/// Makes it and those above it for their owner alone (0700) where they are missing, as that
/// specification wants it. Throws StoreError{unavailable}.
void create_state_folder(const std::string& folder);

/// The file of state in that folder.
std::string state_file_in(const std::string& folder);

}  // namespace urlfan

#endif  // URLFAN_SERVE_STATE_FOLDER_H_
