#ifndef URLFAN_LIST_WHOLE_FILE_H_
#define URLFAN_LIST_WHOLE_FILE_H_

#include <string>

namespace urlfan {

/// All that is in a file. Throws std::system_error when it cannot be read to its end: a file of
/// which a part is missing is none.
std::string read_whole_file(const std::string& name);

}  // namespace urlfan

#endif  // URLFAN_LIST_WHOLE_FILE_H_
