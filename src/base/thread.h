#ifndef URLFAN_BASE_THREAD_H_
#define URLFAN_BASE_THREAD_H_

#include <functional>
#include <thread>

namespace urlfan {

/// A thread that takes no signals: those of the process are for threads of its own, and one of
/// writing to a connection that is gone (SIGPIPE) ends nobody. `name` is for top -H and debuggers,
/// at most 15 characters. Throws std::system_error.
std::thread start_thread(const char* name, std::function<void()> work);

}  // namespace urlfan

#endif  // URLFAN_BASE_THREAD_H_
