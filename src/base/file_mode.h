#ifndef URLFAN_BASE_FILE_MODE_H_
#define URLFAN_BASE_FILE_MODE_H_

#include <sys/types.h>

namespace urlfan {

/// Who may read and write a new file, as the process's mask says (umask(2), which is not changed).
/// Where that cannot be told, its owner alone.
mode_t new_file_mode();

}  // namespace urlfan

#endif  // URLFAN_BASE_FILE_MODE_H_
