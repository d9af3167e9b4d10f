#ifndef URLFAN_SERVE_NOTIFY_H_
#define URLFAN_SERVE_NOTIFY_H_

#include <string_view>

namespace urlfan {

/// Tells the service manager that has started this process, by the protocol of sd_notify(3), where
/// NOTIFY_SOCKET says that there is one: "READY=1", "STOPPING=1". Whether it hears is its own
/// affair.
void notify_manager(std::string_view state);

}  // namespace urlfan

#endif  // URLFAN_SERVE_NOTIFY_H_
