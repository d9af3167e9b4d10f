#ifndef URLFAN_WATCH_CHILD_PROCESS_H_
#define URLFAN_WATCH_CHILD_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "src/base/descriptor.h"
#include "src/watch/hook.h"

namespace urlfan {

/// A command as a child of this process, without a shell, in a process group of its own: what a
/// terminal sends to urlfan is not sent to it. What it prints goes to standard error. It finds none
/// of our descriptors, and signals as they are for any program. One that still runs is killed when
/// this one ends.
class ChildProcess final : public CommandRunner {
 public:
  /// The program and its arguments; the program is looked for in PATH. Throws std::system_error
  /// when there is no descriptor left.
  explicit ChildProcess(std::vector<std::string> command);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() override;

  void start(const std::string& input) override;
  std::optional<int> ended() override;
  void signal(int number) noexcept override;
  int wait_fd() const noexcept override { return ear_.get(); }

 private:
  std::vector<std::string> command_;
  /// An epoll, for a child has a descriptor only as long as it runs.
  Descriptor ear_;
  Descriptor child_{-1};
  /// 0: none runs.
  pid_t pid_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_WATCH_CHILD_PROCESS_H_
