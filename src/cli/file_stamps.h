#ifndef URLFAN_CLI_FILE_STAMPS_H_
#define URLFAN_CLI_FILE_STAMPS_H_

#include <sys/stat.h>

#include <string>
#include <vector>

namespace urlfan {

/// By what it is seen that a file is another one than it was, or has another content. Those that
/// are no regular files never change.
class FileStamps {
 public:
  /// As they are now; - is standard input, which is none.
  explicit FileStamps(std::vector<std::string> files);

  /// Any of them has changed since, has come, or is gone.
  bool have_changed() const;

 private:
  struct Stamp {
    /// Of nothing: all is 0.
    struct stat facts {};
  };
  static Stamp look_at(const std::string& file);

  std::vector<std::string> files_;
  std::vector<Stamp> stamps_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_FILE_STAMPS_H_
