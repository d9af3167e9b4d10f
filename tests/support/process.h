#ifndef URLFAN_TESTS_SUPPORT_PROCESS_H_
#define URLFAN_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace urlfan {

/// How a child is started.
struct Launch {
  std::vector<std::string> arguments = {};
  /// Added to the environment of the test, from which proxies are taken out.
  std::map<std::string, std::string> environment = {};
  std::string working_folder = {};
  /// Standard error is a terminal.
  bool terminal = false;
  /// So is standard output, the same one and so wide; err() has all that comes. 0: it is not.
  unsigned short columns = 0;
  /// Standard output is closed.
  bool output_closed = false;
  /// 0: unchanged. Soft and hard limit of open descriptors.
  unsigned descriptors = 0;
};

/// Ends the test of the calling thread as skipped: the package with `what` is not installed, for it
/// is not in every release. Where scripts/setup finds all of them, nothing is skipped.
[[noreturn]] void skip_without(const std::string& what);

/// The same where Python says that it does not know this module.
void skip_without_module(const std::string& module, const std::string& python_error);

/// A child with its three standard streams. Killed when it outlives the object. A test that starts
/// a program of other packages, named without a path, is skipped where there is none.
class Process {
 public:
  explicit Process(const Launch& launch);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  void write(const std::string& text) const;
  void close_input();
  /// Stops reading its standard output for good.
  void close_output();
  void signal(int number) const;
  /// The terminal is so wide from now on.
  void resize(unsigned short columns) const;

  /// Reads until `enough` holds of what came, the streams end, or `limit` is over; then says
  /// whether it holds.
  bool read_until(const std::function<bool(const Process&)>& enough,
                  std::chrono::seconds limit = std::chrono::seconds(60));

  /// Reads all, waits, and returns the exit code, 128 + the signal that ended it, or -1 when it
  /// had to be killed because it did not end.
  int wait(std::chrono::seconds limit = std::chrono::seconds(60));

  /// The same, but reads nothing.
  int wait_unread(std::chrono::seconds limit = std::chrono::seconds(60));

  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }
  /// Of the child, when it was last looked at, in KiB.
  long peak_memory() const { return peak_memory_; }
  pid_t pid() const { return pid_; }

 private:
  void read_some(std::chrono::milliseconds most);
  void look_at_memory();

  pid_t pid_ = -1;
  int in_ = -1;
  int out_fd_ = -1;
  int err_fd_ = -1;
  std::string out_;
  std::string err_;
  int code_ = -1;
  long peak_memory_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_TESTS_SUPPORT_PROCESS_H_
