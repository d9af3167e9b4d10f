#ifndef URLFAN_CLI_OUTPUT_FILE_H_
#define URLFAN_CLI_OUTPUT_FILE_H_

#include <memory>
#include <ostream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <vector>

namespace urlfan {

/// The output cannot be written. The message names it and the reason.
class OutputError : public std::runtime_error {
 public:
  OutputError(const std::string& name, int error);
  /// The reader has gone away.
  bool broken_pipe() const noexcept { return broken_pipe_; }

 private:
  bool broken_pipe_;
};

/// A buffered stream over a descriptor that throws OutputError where std::ofstream would set a
/// flag that nobody reads.
class DescriptorBuffer final : public std::streambuf {
 public:
  DescriptorBuffer(int fd, std::string name);

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  void write_out(const char* text, std::size_t size) const;

  int fd_;
  std::string name_;
  std::vector<char> buffer_;
};

/// Standard output, or a file that appears under its name only when it is complete.
class OutputFile {
 public:
  /// An empty path is standard output, - standard error. A regular or absent file is written under
  /// a temporary name beside it; anything else (a device, a pipe) is written as it is.
  /// Throws OutputError.
  explicit OutputFile(std::string path);
  /// Adds to what the file has. Throws OutputError.
  static std::unique_ptr<OutputFile> append(std::string path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// Removes a temporary file that was not committed.
  ~OutputFile();

  std::ostream& stream() noexcept { return stream_; }
  bool is_terminal() const noexcept;
  /// Gives the complete file its name. Throws OutputError.
  void commit();

 private:
  OutputFile(std::string path, int fd);
  static int open_for(std::string& path, std::string& temporary);

  std::string path_;
  std::string temporary_;
  int fd_;
  DescriptorBuffer buffer_;
  std::ostream stream_;
};

}  // namespace urlfan

#endif  // URLFAN_CLI_OUTPUT_FILE_H_
