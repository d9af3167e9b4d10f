#ifndef URLFAN_LIST_LIST_FILE_H_
#define URLFAN_LIST_LIST_FILE_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>

#include "src/base/descriptor.h"
#include "src/list/gunzip.h"

namespace urlfan {

/// A list that is open for reading; closes itself. Standard input is not closed.
class ListFile {
 public:
  /// `name` is a path, or "-" for standard input. Throws std::system_error, and for a directory.
  explicit ListFile(std::string name);
  /// What is open already, under that name; is closed here.
  ListFile(std::string name, Descriptor file);
  ListFile(ListFile&& other) noexcept;
  ListFile& operator=(ListFile&&) = delete;
  ListFile(const ListFile&) = delete;
  ListFile& operator=(const ListFile&) = delete;
  ~ListFile();

  const std::string& name() const noexcept { return name_; }
  int fd() const noexcept { return fd_; }
  /// Reads never wait for another process.
  bool is_regular() const noexcept { return regular_; }
  /// Whether a read would not wait.
  bool is_ready() const;
  /// Readable when that may have changed.
  int wait_fd() const noexcept;
  /// Reads the next bytes, unpacked if they are gzip; 0 at the end. Throws std::system_error, with
  /// EAGAIN where it would have to wait, and std::runtime_error for gzip that is none.
  std::size_t read(char* room, std::size_t size);
  /// A regular file is read once more from where it began. Throws std::system_error.
  void rewind();

 private:
  void look_at_it();
  std::size_t read_packed(char* room, std::size_t size) const;

  std::string name_;
  int fd_ = -1;
  bool regular_ = false;
  /// Of a regular file: where it began, since standard input may be in the middle of one.
  off_t start_ = 0;
  bool started_ = false;
  std::unique_ptr<Gunzip> gunzip_;
  /// Of a device that always has something to read; open with gunzip_.
  int always_ready_ = -1;
};

}  // namespace urlfan

#endif  // URLFAN_LIST_LIST_FILE_H_
