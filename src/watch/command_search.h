#ifndef URLFAN_WATCH_COMMAND_SEARCH_H_
#define URLFAN_WATCH_COMMAND_SEARCH_H_

#include <string>

namespace urlfan {

/// Why a program of this name cannot be run, looked for as execvp() does with this PATH, and what
/// to do about it; empty: it can.
std::string why_not_runnable(const std::string& program, const std::string& path);

}  // namespace urlfan

#endif  // URLFAN_WATCH_COMMAND_SEARCH_H_
