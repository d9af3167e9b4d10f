#ifndef URLFAN_SERVE_STORE_ERROR_H_
#define URLFAN_SERVE_STORE_ERROR_H_

#include <stdexcept>
#include <string>

namespace urlfan {

/// Why a file of state cannot be used.
enum class StoreProblem {
  /// Another process has it open: one server a file.
  locked,
  read_only,
  /// Cut, or otherwise not as SQLite has written it.
  damaged,
  /// Written by a newer urlfan.
  newer,
  /// No file of SQLite, or one of another program.
  foreign,
  /// The disk, or a quota, is full. The call has changed nothing; the same one works when there is
  /// room again.
  full,
  /// Anything else between us and the file: no such folder, no permission, a disk that fails.
  unavailable,
};

/// Says which file it is about, and what to do next.
class StoreError : public std::runtime_error {
 public:
  StoreError(StoreProblem problem, const std::string& message)
      : std::runtime_error(message), problem_(problem) {}
  StoreProblem problem() const noexcept { return problem_; }

 private:
  StoreProblem problem_;
};

// Those that come from more than one place.

inline StoreError disk_is_full(const std::string& file) {
  return {StoreProblem::full,
          "cannot write " + file + ": the disk or the quota is full; make room and try again"};
}

inline StoreError cannot_write(const std::string& file, const std::string& why) {
  return {StoreProblem::read_only, "cannot write " + file + " (" + why +
                                       "): make it writable, or name another file by --state FILE"};
}

inline StoreError cannot_use(const std::string& file, const std::string& why) {
  return {StoreProblem::unavailable,
          "cannot use " + file + " (" + why + "): mend that, or name another file by --state FILE"};
}

inline StoreError is_damaged(const std::string& file, const std::string& why) {
  return {
      StoreProblem::damaged,
      file + " is damaged (" + why +
          "): move it away, with the file of the same name and -wal, or name another by --state "
          "FILE; what can still be read of it prints sqlite3 " +
          file + " .recover"};
}

}  // namespace urlfan

#endif  // URLFAN_SERVE_STORE_ERROR_H_
